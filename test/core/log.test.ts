import assert from 'node:assert/strict'
import { fixedClock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { createLog, type LogLevel } from '../../core/log.ts'

const PHONE = '13800001234'
const NAME = '王小明'

interface LoggedError {
  type: string
  code: string
  message: string
  stack: string
  cause: LoggedError
}

type Line = Record<string, unknown> & { long: string; error: LoggedError }

function recorder(level: LogLevel = 'debug') {
  const lines: string[] = []
  const log = createLog({ level, clock: fixedClock('2026-11-23T02:00:00Z'), write: line => lines.push(line) })
  const last = (): Line => JSON.parse(lines.at(-1) ?? '{}')
  return { log, lines, last }
}

describe('log', () => {
  it('writes one JSON object a line, with time, level and message first', () => {
    const { log, lines } = recorder()
    log.info('outbox drained', { sent: 3, operation: 'create' })
    assert.deepEqual(lines, [
      '{"time":"2026-11-23T02:00:00.000Z","level":"info","message":"outbox drained","sent":3,"operation":"create"}\n'
    ])
  })

  it('stays one line, whatever line feeds a message holds, and keeps its own keys', () => {
    const { log, lines, last } = recorder()
    log.warn('two\nlines\r\n', { level: 'fake', time: 0, message: 'other' })
    assert.equal(lines.join('').split('\n').length, 2)
    assert.equal(last().level, 'warn')
    assert.equal(last().message, 'two\nlines\r\n')
    assert.equal(last().level_, 'fake')
  })

  it('writes nothing below its level', () => {
    const { log, lines } = recorder('warn')
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    log.child({ part: 'x' }).info('e')
    assert.equal(lines.length, 2)
  })

  it('gives a child its fields, which the line may overrule', () => {
    const { log, last } = recorder()
    const child = log.child({ part: 'turn', conversationId: 'c1' }).child({ seq: 2 })
    child.info('done', { part: 'outbox' })
    const { part, conversationId, seq } = last()
    assert.deepEqual([part, conversationId, seq], ['outbox', 'c1', 2])
    log.info('other')
    assert.equal(last().conversationId, undefined)
  })

  it('never writes personal data or secrets, wherever they are put', () => {
    const { log, lines } = recorder()
    const cause = new Error(`socket of ${PHONE}`)
    const error = Object.assign(new AppError('TURN_FAILED', { cause, detail: `phone ${PHONE}` }), {
      requester: { name: NAME },
      url: `/stream?t=TOPSECRET`
    })
    const circle: Record<string, unknown> = { list: [`call ${PHONE}`] }
    circle.self = circle
    log.error(`我叫${NAME},电话${PHONE}`, {
      error,
      nested: { deep: [{ phone: PHONE, userToken: 'TOPSECRET' }] },
      map: new Map<string, unknown>([['openid', 'TOPSECRET']]),
      set: new Set([PHONE]),
      circle,
      number: Number(PHONE),
      big: BigInt(PHONE),
      headers: { authorization: 'Bearer TOPSECRET', 'x-signature': 'TOPSECRET', cookie: 'sid=TOPSECRET' },
      name: NAME,
      requesterName: NAME,
      text: `${NAME}说了很多`,
      password: 'TOPSECRET',
      INTAKE_SECRET: 'TOPSECRET',
      dataKey: Buffer.from('TOPSECRET'),
      buffer: Buffer.from(`TOPSECRET ${PHONE}`),
      many: new AggregateError([new Error(PHONE)], PHONE),
      [PHONE]: 'as a key',
      hidden: () => PHONE,
      symbol: Symbol(PHONE)
    })
    log.child({ phone: PHONE, note: PHONE }).info('x', { cause: PHONE })
    const all = lines.join('')
    for (const secret of [PHONE, NAME, 'TOPSECRET', Buffer.from('TOPSECRET').toString('base64')]) {
      assert.ok(!all.includes(secret), secret)
    }
    assert.ok(all.includes('"code":"TURN_FAILED"') && all.includes('"userToken":"***"'))
  })

  it('tells of an error its type, code, message, stack and causes', () => {
    const { log, last } = recorder()
    log.error('failed', { error: new AppError('DATABASE_FAILED', { cause: new RangeError('inner'), detail: 'why' }) })
    const { error } = last()
    assert.equal(error.type, 'AppError')
    assert.equal(error.code, 'DATABASE_FAILED')
    assert.match(error.message, /why$/)
    assert.match(error.stack, /log\.test\.ts/)
    assert.equal(error.cause.type, 'RangeError')
    assert.equal(error.cause.message, 'inner')
  })

  it('does not repeat the text that JSON.parse could not read', () => {
    const { log, lines } = recorder()
    for (const bad of [`${NAME}要投诉`, `{"text":"${NAME}要投诉`, `"${NAME}" x`, `{"a":1}${NAME}要投诉${NAME}`]) {
      try {
        JSON.parse(bad)
      } catch (error) {
        log.error('bad line', { error })
      }
    }
    assert.equal(lines.length, 4)
    assert.ok(!lines.join('').includes(NAME))
  })

  it('keeps flags and missing values readable, and the ids that an operator searches for', () => {
    const { log, last } = recorder()
    log.info('x', { ticketNo: 'WL20261123000001', hasPhone: true, phone: null, at: new Date(0), nothing: undefined })
    const { ticketNo, hasPhone, phone, at } = last()
    assert.deepEqual([ticketNo, hasPhone, phone, at], ['WL20261123000001', true, null, '1970-01-01T00:00:00.000Z'])
  })

  it('survives what JSON cannot hold: circles, depth, size, broken dates', () => {
    const { log, last } = recorder()
    const deep = Array.from({ length: 50 }).reduce<unknown>(inner => ({ inner }), 'end')
    const shared = { a: 1 }
    log.info('x', {
      deep,
      long: '长'.repeat(1e6),
      items: Array(5000).fill(1),
      bad: new Date(Number.NaN),
      shared: [shared, shared]
    })
    const line = last()
    assert.ok(JSON.stringify(line).length < 10_000)
    assert.ok(line.long.endsWith('… (1000000 characters)'))
    assert.deepEqual(line.shared, [{ a: 1 }, { a: 1 }])
    assert.equal(line.bad, 'Invalid Date')
  })

  it('leaves no half of a telephone where it cuts a long text', () => {
    const { log, lines } = recorder()
    for (let shift = 0; shift < 80; shift++) {
      log.info('x', { note: `${'。'.repeat(3980 + shift)}${PHONE}${'。'.repeat(100)}` })
    }
    assert.ok(!/1380/.test(lines.join('')))
  })

  it('writes to standard output where nothing else is said', () => {
    const written: string[] = []
    const original = process.stdout.write
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof process.stdout.write
    try {
      createLog({ level: 'info', clock: fixedClock('2026-11-23T02:00:00Z') }).info('hello')
    } finally {
      process.stdout.write = original
    }
    assert.match(written.join(''), /"message":"hello"\}\n$/)
  })
})
