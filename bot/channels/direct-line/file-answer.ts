import type { EvidenceFile } from '../../../tickets/index.ts'
import type { HttpAnswer } from '../../middleware/http.ts'

/** A file as an answer that no browser runs or shows as a page: saved under its name (RFC 6266), type not guessed, not kept. */
export function fileAnswer(file: EvidenceFile & { bytes: Buffer }): HttpAnswer {
  const name = encodeURIComponent(file.name === '' ? 'file' : file.name).replace(/['()*]/g, escape)
  return {
    status: 200,
    headers: {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox"
    },
    body: file.bytes
  }
}
