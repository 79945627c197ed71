// An embedding service on loopback: says what a test tells it, keeps what it was sent.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EmbeddingServer {
  /** Base, as EMBEDDING_URL. */
  url: string
  /** Texts of each request, in order. */
  sent: string[][]
  authorization: string[]
  /** ok: vectors; the rest are ways to fail. */
  mode: 'ok' | 'slow' | 'error' | 'garbage' | 'short' | 'hole'
  close(): Promise<void>
}

/** @param vectorOf what the text means */
export async function startEmbeddingServer(vectorOf: (text: string) => number[]): Promise<EmbeddingServer> {
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => {
      body += String(piece)
    })
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] }
      fake.sent.push(input)
      fake.authorization.push(request.headers.authorization ?? '')
      if (fake.mode === 'slow') return
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
      // in no order: the index counts
      const told = fake.mode === 'short' ? data.slice(1, -1) : data.reverse()
      if (fake.mode === 'hole') told[0]!.embedding = [0, 0]
      response.statusCode = fake.mode === 'error' ? 503 : 200
      response.setHeader('content-type', 'application/json')
      response.end(fake.mode === 'garbage' ? '<html>' : JSON.stringify({ object: 'list', data: told }))
    })
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const fake: EmbeddingServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
    sent: [],
    authorization: [],
    mode: 'ok',
    close: () =>
      new Promise(resolve => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
  }
  return fake
}
