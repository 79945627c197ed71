// The citizen's page, as Vite built it.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import type { HttpAnswer, HttpRequest, Route } from '../middleware/http.ts'

const compress = promisify(gzip)

const FOLDER = path.join(projectRoot, 'dist', 'web', 'chat')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json'
}
/** A plain name: no separators, no leading dot, so no way out of the folder. */
const FILE_NAME = /^\w[\w.-]*$/
const COMPRESSES = /^(?:text\/|image\/svg|application\/(?:json|manifest))/

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>文旅热线助手</title>
<p>网页尚未构建,暂时无法使用。请拨打 <a href="tel:12345">12345</a>。</p>
<p lang="en">The web chat has not been built: run <code>npm run build</code>.</p>
`

interface Cached {
  modifiedMs: number
  plain: Buffer
  zipped: Buffer | null
  etag: string
}

/** Older browsers don't count a WebSocket of the same host as 'self', so it is named. */
function pagePolicy({ host = '' }: HttpRequest['headers']): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'${sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

export function webPageRoutes(folder: string = FOLDER): Route[] {
  const cache = new Map<string, Cached>()

  async function load(file: string, type: string): Promise<Cached | null> {
    const found = await stat(file).catch(() => null)
    if (!found?.isFile()) return null
    const known = cache.get(file)
    if (known?.modifiedMs === found.mtimeMs) return known
    const plain = await readFile(file)
    const zipped = COMPRESSES.test(type) ? await compress(plain, { level: 9 }) : null
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    const loaded = { modifiedMs: found.mtimeMs, plain, zipped, etag }
    cache.set(file, loaded)
    return loaded
  }

  async function serve(request: HttpRequest, parts: string[]): Promise<HttpAnswer> {
    const name = parts.at(-1) ?? ''
    const type = TYPES[path.extname(name)]
    if (!type || !parts.every(part => FILE_NAME.test(part))) throw new AppError('NOT_FOUND')
    const isPage = name === 'index.html'
    const policy = { 'content-security-policy': pagePolicy(request.headers) }
    const file = await load(path.join(folder, ...parts), type)
    if (!file) {
      if (!isPage) throw new AppError('NOT_FOUND')
      const headers = {
        ...policy,
        'content-type': TYPES['.html'] ?? '',
        'cache-control': 'no-store',
        'retry-after': '60'
      }
      return { status: 503, headers, body: NOT_BUILT }
    }
    const isZipped = file.zipped !== null && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    const headers: Record<string, string> = {
      'content-type': type,
      etag: file.etag,
      vary: 'accept-encoding',
      // Vite puts a hash of the content into the names below assets/.
      'cache-control': parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(isPage && policy)
    }
    if (request.headers['if-none-match'] === file.etag) return { status: 304, headers }
    if (!isZipped || !file.zipped) return { status: 200, headers, body: file.plain }
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: file.zipped }
  }

  const served = (address: string, parts: (request: HttpRequest) => string[]): Route[] =>
    (['GET', 'HEAD'] as const).map(method => ({
      method,
      path: address,
      isAlwaysServed: true,
      handle: request => serve(request, parts(request))
    }))

  return [
    ...served('/', () => ['index.html']),
    ...served('/:file', request => [request.params.file ?? '']),
    ...served('/assets/:file', request => ['assets', request.params.file ?? ''])
  ]
}
