// multipart/form-data (RFC 7578), read and written on whole bodies. Node's own reader (Response.formData) takes seconds for 20 MB,
// during which no chat goes on; this one looks for the boundary and copies nothing.
import { randomBytes } from 'node:crypto'

export interface Part {
  name: string
  /** Null where the part is no file. */
  fileName: string | null
  contentType: string
  data: Buffer
}

const HEAD_END = '\r\n\r\n'
const PARTS_MAX = 50

/** A quoted parameter as browsers write it: %22 for a quote, %0D and %0A for line ends. */
function parameter(head: string, name: string): string | null {
  const found = new RegExp(`[; ]${name}="([^"]*)"`, 'i').exec(head)?.[1]
  return found === undefined ? null : found.replace(/%(22|0D|0A)/gi, code => decodeURIComponent(code))
}

function readPart(head: string, data: Buffer): Part {
  return {
    name: parameter(head, 'name') ?? '',
    fileName: parameter(head, 'filename'),
    contentType: /content-type:\s*([^\s;]+)/i.exec(head)?.[1]?.toLowerCase() ?? '',
    data
  }
}

/** The parts of a body; null where it is none, is cut off, or has more than fifty parts. */
export function readMultipart(raw: Buffer, contentType: string): Part[] | null {
  const boundary = /^multipart\/form-data\b.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  if (!boundary) return null
  const dashes = `--${boundary[1] ?? boundary[2]}`
  const mark = Buffer.from(`\r\n${dashes}`)
  if (!raw.subarray(0, dashes.length).equals(Buffer.from(dashes))) return null
  const found: Part[] = []
  for (let at = dashes.length; ; ) {
    if (raw.toString('latin1', at, at + 2) === '--') return found
    const next = raw.indexOf(mark, at)
    if (next < 0 || found.length === PARTS_MAX) return null
    const part = raw.subarray(at + 2, next)
    const end = part.indexOf(HEAD_END)
    if (end < 0) return null
    found.push(readPart(part.subarray(0, end).toString('utf8'), part.subarray(end + HEAD_END.length)))
    at = next + mark.length
  }
}

/** A body of these parts and its Content-Type. Names are ASCII without quotes. */
export function writeMultipart(parts: readonly Part[]): { body: Buffer; contentType: string } {
  const boundary = `hotline-${randomBytes(12).toString('hex')}`
  const pieces = parts.flatMap(({ name, fileName, contentType, data }) => {
    const file = fileName === null ? '' : `; filename="${fileName}"`
    const type = contentType === '' ? '' : `\r\nContent-Type: ${contentType}`
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}${type}${HEAD_END}`
    return [Buffer.from(head), data, Buffer.from('\r\n')]
  })
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}
