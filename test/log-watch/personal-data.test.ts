import assert from 'node:assert/strict'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { fixedClock } from '../../core/clock.ts'
import { createLog, LOG_CHANNEL } from '../../core/log.ts'
import { assertNothingPersonal, personalIn, requestersInTests } from './personal-data.ts'

const openid = `o${'Zz9_'.repeat(6)}abc`

describe('the watch over the log', () => {
  it('finds what a log line may never hold', () => {
    const bad = [
      '{"message":"called 13800001234"}',
      '{"message":"called 138 0000 1234"}',
      '{"message":"saw 11010519491231002X"}',
      `{"message":"from ${openid}"}`,
      '{"message":"told 覃小禾 so"}'
    ]
    for (const line of bad) assert.notEqual(personalIn(line, ['覃小禾']), null, line)
    assert.throws(
      () => assertNothingPersonal(bad, ['覃小禾']),
      error => !/13800001234|覃小禾/.test(String(error))
    )
  })

  it('takes masked ones, times, ticket numbers and ids for what they are', () => {
    const good = [
      '{"message":"called 138****1234"}',
      '{"time":"2026-11-24T10:00:00.000Z","ticketNo":"WL53070020261124000001"}',
      '{"conversationId":"3f1e9a52-8c5e-4a7c-9d53-1d8a5e3f9b10","startMs":1732443000123}'
    ]
    for (const line of good) assert.equal(personalIn(line, ['覃小禾']), null, line)
  })

  it('hears every line of every log, and knows the names that play in the tests', () => {
    const heard: string[] = []
    const listen = (line: unknown) => void heard.push(String(line))
    subscribe(LOG_CHANNEL, listen)
    createLog({ level: 'info', clock: fixedClock('2026-11-24T10:00:00Z'), write: () => {} }).info('something')
    unsubscribe(LOG_CHANNEL, listen)
    assert.equal(heard.length, 1)
    assert.ok(channel(LOG_CHANNEL).hasSubscribers, 'this run is watched')
    assert.ok(requestersInTests().length >= 10)
  })
})
