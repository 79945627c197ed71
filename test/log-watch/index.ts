// Root hook: reads along every line that any log of this run writes, and fails the run for a telephone number, an identity
// card number, an openid or a requester's name in one of them.
import { subscribe } from 'node:diagnostics_channel'
import { LOG_CHANNEL } from '../../core/log.ts'
import { assertNothingPersonal, requestersInTests } from './personal-data.ts'

const lines: string[] = []
subscribe(LOG_CHANNEL, line => lines.push(String(line)))

export const mochaHooks = {
  afterAll() {
    assertNothingPersonal(lines, requestersInTests())
    process.stdout.write(`  ${lines.length} log lines of this run read: nothing personal in them\n`)
  }
}
