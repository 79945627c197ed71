// Preloaded into a child process by `--import …/die-at.ts?<point>`: the process kills itself (SIGKILL) when it first comes
// to that point, exactly there and not some milliseconds later, without a hook in the product.
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

const isFiling = (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
  init?.method === 'POST' && String(input).endsWith('/work-orders')

switch (point) {
  case 'turn':
    // The bot has answered and filed in this turn; nothing of it is committed yet.
    dieBefore(/^insert into "outbox"/)
    break
  case 'send':
    globalThis.fetch = (
      send => (input, init) =>
        isFiling(input, init) ? die() : send(input, init)
    )(globalThis.fetch)
    break
  case 'receipt':
    globalThis.fetch = (send => async (input, init) => {
      const response = await send(input, init)
      if (isFiling(input, init)) die()
      return response
    })(globalThis.fetch)
    break
  default:
    throw new Error(`die-at knows no point "${point}"`)
}
