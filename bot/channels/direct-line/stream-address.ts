import type { HttpRequest } from '../../middleware/http.ts'
import type { Grant, Tokens } from './tokens.ts'

const HOST = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i

/**
 * Builds addresses of streams. They name PUBLIC_URL where the city has set it, else the host that the client called: a
 * page opened at http://localhost may not call 127.0.0.1.
 */
export class StreamAddresses {
  readonly #publicUrl: string | null
  readonly #tokens: Tokens

  constructor({ publicUrl, tokens }: { publicUrl: string | null; tokens: Tokens }) {
    this.#publicUrl = publicUrl
    this.#tokens = tokens
  }

  /** @param after where the stream begins: what is newer is told */
  of(request: HttpRequest, grant: Grant, after: number): string {
    const { host = '' } = request.headers
    const base = this.#publicUrl ?? `http://${HOST.test(host) ? host : '127.0.0.1'}`
    const path = `/v3/directline/conversations/${encodeURIComponent(grant.conversationId)}/stream`
    return `${base.replace(/^http/i, 'ws')}${path}?watermark=${after}&t=${this.#tokens.issue('stream', grant)}`
  }
}
