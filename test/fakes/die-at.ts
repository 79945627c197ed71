// Preloaded into a child process by `--import …/die-at.ts?<point>`: the process kills itself (SIGKILL) when it first comes
// to that point, exactly there and not some milliseconds later, without a hook in the product.
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import Libsql from 'libsql'

const point = new URL(import.meta.url).searchParams.get('point')

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is not seen by this thread at once.
  for (;;);
}

/** Dies before the statement runs: within its transaction. */
function dieBefore(pattern: RegExp): void {
  const prepare = Libsql.prototype.prepare
  Libsql.prototype.prepare = function (this: Libsql.Database, sql: string) {
    if (pattern.test(sql)) die()
    return Reflect.apply(prepare, this, [sql]) as Libsql.Statement
  } as typeof prepare
}

const isFiling = (url: unknown, options: unknown) =>
  url instanceof URL && url.pathname.endsWith('/work-orders') && (options as http.RequestOptions).method === 'POST'

/** Requests to the intake go by node:http (tickets/intake/exchange.ts). */
function atFiling(act: (send: () => http.ClientRequest) => http.ClientRequest): void {
  const send = http.request as (...given: unknown[]) => http.ClientRequest
  http.request = ((...given: unknown[]) =>
    isFiling(given[0], given[1]) ? act(() => send(...given)) : send(...given)) as typeof http.request
  syncBuiltinESMExports()
}

switch (point) {
  case 'turn':
    // The bot has answered and filed in this turn; nothing of it is committed yet.
    dieBefore(/^insert into "outbox"/)
    break
  case 'send':
    atFiling(die)
    break
  case 'receipt':
    atFiling(send => {
      const request = send()
      // the intake has taken it and answered; nobody has read the answer yet
      request.prependListener('response', response => response.prependListener('end', die))
      return request
    })
    break
  default:
    throw new Error(`die-at knows no point "${point}"`)
}
