// A bucket on loopback that speaks as much S3 as the store of files uses. It checks each signature by its own reading of AWS
// Signature Version 4 and answers 403 where it is wrong.
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3Server {
  /** Origin, without a bucket. */
  url: string
  kept: Map<string, Buffer>
  /** Method and path of each request, in order. */
  asked: string[]
  /** Statuses that the next requests are answered with, whatever they ask. */
  failures: number[]
  close(): Promise<void>
}

const BUCKET = '/city/'
const WRITTEN = '2026-11-20T08:30:00.000Z'
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function isSigned({ method, url = '', headers }: IncomingMessage, secret: string): boolean {
  const told = String(headers.authorization)
  const form =
    /^AWS4-HMAC-SHA256 Credential=key-id\/(\d{8})\/cn-test\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/
  const [, day = '', names = '', signature] = form.exec(told) ?? []
  const [path = '', query = ''] = url.split('?')
  const encoded = [...new URLSearchParams(query)].map(pair => pair.map(encodeURIComponent).join('=')).sort()
  const lines = names.split(';').map(name => `${name}:${headers[name]}\n`)
  const canonical = [method, path, encoded.join('&'), lines.join(''), names, headers['x-amz-content-sha256']].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${day}/cn-test/s3/aws4_request`, digest].join('\n')
  const key = [day, 'cn-test', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return names.includes('host') && hmac(key, text).toString('hex') === signature
}

/** Two keys a page, so that more than one is asked for. */
function page(keys: string[], query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? ''
  const left = keys.filter(key => key.startsWith(query.get('prefix') ?? '') && key > after).sort()
  const shown = left.slice(0, 2)
  const items = shown.map(
    key => `<Contents><Key>${escaped(key)}</Key><LastModified>${WRITTEN}</LastModified></Contents>`
  )
  const next = left.length > 2 ? `<NextContinuationToken>${escaped(shown[1] ?? '')}</NextContinuationToken>` : ''
  return `<ListBucketResult>${items.join('')}${next}</ListBucketResult>`
}

export async function startS3Server(secret: string): Promise<S3Server> {
  const kept: S3Server['kept'] = new Map()
  const fake = { kept, asked: [] as string[], failures: [] as number[] }

  function answer(request: IncomingMessage, body: Buffer): [status: number, body: Buffer | string] {
    const { method, url = '' } = request
    const failure = fake.failures.shift()
    if (failure !== undefined) return [failure, 'a proxy’s page']
    if (!isSigned(request, secret)) return [403, error('SignatureDoesNotMatch')]
    const { pathname, searchParams } = new URL(url, 'http://s3')
    if (!`${pathname}/`.startsWith(BUCKET)) return [404, error('NoSuchBucket')]
    if (searchParams.get('list-type') === '2') return [200, page([...kept.keys()], searchParams)]
    const key = pathname.slice(BUCKET.length)
    if (method === 'PUT') kept.set(key, body)
    if (method === 'DELETE') kept.delete(key)
    if (method !== 'GET') return [method === 'PUT' ? 200 : 204, '']
    return kept.has(key) ? [200, kept.get(key) ?? ''] : [404, error('NoSuchKey')]
  }

  const http = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    fake.asked.push(`${request.method} ${request.url}`)
    const [status, body] = answer(request, Buffer.concat(pieces))
    // Not chained: restify, where a test loaded it before, gives every writeHead no return value.
    response.writeHead(status)
    response.end(body)
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>(resolve => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
  })
}
