/** What a stream needs of a socket, so that the browser's WebSocket and Node's `ws` serve alike. */
export interface StreamSocket {
  send(data: string): void
  close(): void
}

export interface SocketListener {
  opened(): void
  /** A text frame. */
  received(data: string): void
  /** Closed, or never opened; told once. */
  closed(): void
}

export type OpenSocket = (url: string, listener: SocketListener) => StreamSocket

/**
 * The stream's address at the server that the page came from: a server behind a proxy may name another host, which the
 * page's content security policy would refuse.
 */
export function streamAddress(streamUrl: string, baseUrl: string): string {
  const base = new URL(baseUrl)
  const { pathname, search } = new URL(streamUrl, base)
  return `${base.protocol === 'https:' ? 'wss:' : 'ws:'}//${base.host}${pathname}${search}`
}
