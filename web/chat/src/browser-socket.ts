import type { OpenSocket } from '../../direct-line/index.ts'

/** The browser's WebSocket. */
export const openBrowserSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url)
  socket.onopen = () => listener.opened()
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') listener.received(data)
  }
  let isTold = false
  const close = () => {
    if (!isTold) listener.closed()
    isTold = true
  }
  socket.onclose = close
  return {
    send: data => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    close: () => {
      socket.close()
      // A dead network answers no closing handshake; the browser would wait a minute for it.
      close()
    }
  }
}
