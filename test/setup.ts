// Root hook: tests may talk to loopback only. A test that reaches outside is a bug, so the socket is refused with its name.
import net from 'node:net'

const LOOPBACK = /^(127\.|::1$|localhost$|0\.0\.0\.0$)/
const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const first = (Array.isArray(args[0]) ? args[0][0] : args[0]) as { host?: string; path?: string } | number | string
  const host =
    typeof first === 'object'
      ? first.path
        ? '127.0.0.1'
        : (first.host ?? '127.0.0.1')
      : typeof args[1] === 'string'
        ? args[1]
        : '127.0.0.1'
  if (!LOOPBACK.test(host)) throw new Error(`test reached outside loopback: ${host}`)
  return Reflect.apply(connect, this, args) as net.Socket
} as typeof connect
