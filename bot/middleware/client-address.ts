import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

/**
 * The address that a request comes from. Where a proxy on this machine is in front, the last entry of X-Forwarded-For is
 * what that proxy saw; from anyone else the header proves nothing.
 */
export function clientAddress(request: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const peer = request.socket.remoteAddress ?? ''
  if (!LOOPBACK.test(peer)) return peer
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() ?? ''
  return isIP(forwarded) === 0 ? peer : forwarded
}
