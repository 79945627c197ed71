// Files of the store in a bucket that speaks S3 (path-style addresses): signed by aws4fetch, sealed before they leave.
import { AwsClient } from 'aws4fetch'
import { AppError } from '../../core/errors.ts'
import type { BlobStore } from './blob-store.ts'

export interface S3Settings {
  /** Address of the bucket, with a path below it where there is one; no slash at the end. */
  url: string
  region: string
  keyId: string
  secret: string
}

const CALL_MS = 60_000
const RETRIES = 2

const failed = (detail: string, cause?: unknown) => new AppError('EVIDENCE_STORE_FAILED', { detail, cause })

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The texts of an element, in the order in which they stand. ListObjectsV2 answers with a flat list. */
function texts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
  )
}

export function createS3Store({ url, region, keyId, secret }: S3Settings): BlobStore {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, region, service: 's3', retries: RETRIES })
  const { origin, pathname } = new URL(url)
  const [, bucket = '', ...below] = pathname.split('/')
  const prefix = below
    .filter(part => part !== '')
    .map(part => `${part}/`)
    .join('')
  const addressOf = (key: string) => `${origin}/${bucket}/${prefix}${key}`

  /** Null where there is nothing of that key. Any other 404 (no such bucket, a proxy's) says nothing of the file. */
  async function call(address: string, init: RequestInit = {}): Promise<Buffer | null> {
    let status: number
    let body: Buffer
    try {
      const response = await client.fetch(address, { ...init, signal: AbortSignal.timeout(CALL_MS) })
      status = response.status
      body = Buffer.from(await response.arrayBuffer())
    } catch (cause) {
      throw failed('the S3 store does not answer', cause)
    }
    if (status >= 200 && status < 300) return body
    if (status === 404 && texts(body.toString(), 'Code')[0] === 'NoSuchKey') return null
    throw failed(`the S3 store answered ${status}`)
  }

  return {
    async put(key, bytes) {
      await call(addressOf(key), { method: 'PUT', body: bytes })
    },

    get: key => call(addressOf(key)),

    async delete(key) {
      await call(addressOf(key), { method: 'DELETE' })
    },

    async *list() {
      for (let token: string | undefined; ; ) {
        const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) })
        const xml = String(await call(`${origin}/${bucket}?${query}`))
        const keys = texts(xml, 'Key')
        const times = texts(xml, 'LastModified')
        for (const [at, key] of keys.entries()) {
          yield { key: key.slice(prefix.length), writtenMs: Date.parse(times[at] ?? '') || 0 }
        }
        token = texts(xml, 'NextContinuationToken')[0]
        if (!token) return
      }
    }
  }
}
