import assert from 'node:assert/strict'
import { AppError } from '../../../core/errors.ts'
import { answerDue, currentDue, duesOf, type TicketFacts } from '../../../tickets/limits/due-dates.ts'
import { type LimitSettings, loadTimeLimits } from '../../../tickets/limits/limit-table.ts'
import { listeningLog } from '../world.ts'

const { lines, log } = listeningLog()
const limits = loadTimeLimits({ regionCode: '530700', offsetMinutes: 480, log })
const at = (day: string, time = '10:00') => `${day}T${time}:00+08:00`

const complaint = (more: Partial<TicketFacts> = {}): TicketFacts => ({
  kind: 'complaint',
  status: 'submitted',
  sentAt: null,
  intakeDueAt: null,
  events: [{ status: 'submitted', at: at('2026-11-26') }],
  ...more
})
const dues = (facts: TicketFacts, now: string) => duesOf(facts, limits, new Date(now))
const now = (facts: TicketFacts, time: string) => currentDue(dues(facts, time))

describe('due dates', () => {
  it('of a complaint: two working days to decide, from the day after it came (旅游投诉处理办法 2026, article 14)', () => {
    const due = now(complaint(), at('2026-11-26', '11:00'))
    assert.deepEqual(due, {
      stage: 'accept',
      at: '2026-11-30T23:59:59+08:00',
      doneAt: null,
      state: 'running',
      source: 'table',
      basis: '《旅游投诉处理办法》（2026）第十四条',
      isForCitizen: true,
      isAgain: false
    })
  })

  it('are by the day of the city: what came at half past midnight came that day', () => {
    const events = [{ status: 'submitted', at: '2026-11-26T16:30:00Z' }]
    assert.equal(now(complaint({ events }), at('2026-11-27'))?.at, '2026-12-01T23:59:59+08:00')
  })

  it('come soon from the working day before the last one, over a weekend too, and are over after the last second', () => {
    const state = (time: string) => now(complaint(), time)?.state
    assert.equal(state('2026-11-26T23:59:59+08:00'), 'running')
    assert.equal(state('2026-11-27T00:00:00+08:00'), 'soon', 'Friday, due on Monday')
    assert.equal(state('2026-11-30T23:59:59+08:00'), 'soon')
    assert.equal(state('2026-12-01T00:00:00+08:00'), 'overdue')
  })

  it('of a complaint that was taken up: 60 days to end the mediation (article 23), and the decision was in time', () => {
    const facts = complaint({
      status: 'in_progress',
      events: [
        { status: 'submitted', at: at('2026-08-03') },
        { status: 'accepted', at: at('2026-08-04', '23:59') },
        { status: 'dispatched', at: at('2026-08-05') }
      ]
    })
    const [accept, answer] = dues(facts, at('2026-08-10'))
    assert.deepEqual([accept?.stage, accept?.state, accept?.at], ['accept', 'in_time', '2026-08-05T23:59:59+08:00'])
    assert.deepEqual(
      [answer?.stage, answer?.state, answer?.at],
      ['answer', 'running', '2026-10-08T23:59:59+08:00'],
      '3 October is a holiday (民法典, article 203)'
    )
    assert.deepEqual(now(facts, at('2026-08-10')), answer)
  })

  it('are those of the intake where it gives one, and the table is not asked', () => {
    const facts = complaint({ intakeDueAt: '2026-11-28T18:00:00+08:00' })
    const due = now(facts, at('2026-11-27'))
    assert.deepEqual([due?.at, due?.source, due?.isForCitizen, due?.state], [facts.intakeDueAt, 'intake', true, 'soon'])
    assert.equal(now(facts, '2026-11-28T18:00:01+08:00')?.state, 'overdue')
    // The two days to decide go on beside it, for staff.
    assert.equal(dues(facts, at('2026-12-02')).find(({ stage }) => stage === 'accept')?.state, 'overdue')
  })

  it('are measured by the first answer; a late one stays late', () => {
    const answered = (time: string) =>
      complaint({
        status: 'closed',
        intakeDueAt: '2026-11-30T18:00:00+08:00',
        events: [...complaint().events, { status: 'replied', at: time }, { status: 'closed', at: at('2026-12-09') }]
      })
    assert.equal(answerDue(dues(answered('2026-11-30T18:00:00+08:00'), at('2026-12-10')))?.state, 'in_time')
    assert.equal(answerDue(dues(answered('2026-11-30T18:00:01+08:00'), at('2026-12-10')))?.state, 'late')
    assert.equal(now(answered(at('2026-11-30')), at('2026-12-10')), null, 'nothing is waited for')
  })

  it('rest while the citizen is asked for more, and run anew from the day it came again', () => {
    const asked = [...complaint().events, { status: 'need_more', at: at('2026-11-27') }]
    assert.equal(now(complaint({ status: 'need_more', events: asked }), at('2026-12-20'))?.state, 'paused')
    const again = complaint({ events: [...asked, { status: 'submitted', at: at('2026-12-21') }] })
    assert.equal(now(again, at('2026-12-21'))?.at, '2026-12-23T23:59:59+08:00')
  })

  it('run once more after a reopening; the first answer stays what it was', () => {
    const events = [
      { status: 'submitted', at: at('2026-03-16') },
      { status: 'accepted', at: at('2026-03-17') },
      { status: 'closed', at: at('2026-03-30') },
      { status: 'reopened', at: at('2026-04-01') }
    ]
    const facts = complaint({ status: 'reopened', events, intakeDueAt: at('2026-03-31') })
    const all = dues(facts, at('2026-04-02'))
    assert.deepEqual([answerDue(all)?.state, answerDue(all)?.source], ['in_time', 'intake'])
    const due = currentDue(all)
    assert.deepEqual([due?.isAgain, due?.source, due?.at], [true, 'table', '2026-06-01T23:59:59+08:00'])
    const dated = currentDue(dues({ ...facts, intakeDueAt: at('2026-04-20') }, at('2026-04-02')))
    assert.deepEqual([dated?.isAgain, dated?.source], [true, 'intake'])
  })

  it('of other kinds are for staff alone while nobody has verified them for the city', () => {
    for (const kind of ['report', 'inquiry', 'assistance', 'suggestion'] as const) {
      const due = now(complaint({ kind }), at('2026-11-26'))
      assert.deepEqual([due?.stage, due?.at], ['answer', '2026-12-03T23:59:59+08:00'], kind)
      assert.deepEqual([due?.source, due?.isForCitizen], ['unverified', false], kind)
      assert.match(due?.basis ?? '', /待核实/)
    }
  })

  it('that were put off without a new date are told to nobody', () => {
    const events = [...complaint().events, { status: 'accepted', at: at('2026-11-27') }]
    assert.equal(now(complaint({ status: 'delayed', events }), at('2026-12-01'))?.isForCitizen, false)
  })

  it('do not begin before the intake has the ticket, and begin with its receipt where no event came yet', () => {
    assert.deepEqual(dues(complaint({ status: 'queued', events: [] }), at('2026-11-26')), [])
    const sent = complaint({ events: [], sentAt: '2026-11-26T02:00:00.000Z' })
    assert.equal(now(sent, at('2026-11-26'))?.at, '2026-11-30T23:59:59+08:00')
  })

  it('are unknown for what came before the rule was in force, and without a table', () => {
    const old = complaint({ events: [{ status: 'submitted', at: at('2026-03-14') }] })
    assert.equal(now(old, at('2026-03-14')), null)
    assert.deepEqual(duesOf(complaint(), null, new Date(at('2026-11-26'))), [])
  })

  it('that reach into a year without a known calendar are said aloud, once', () => {
    const events = [
      { status: 'submitted', at: at('2051-11-20') },
      { status: 'accepted', at: at('2051-11-21') }
    ]
    lines.length = 0
    const fresh = loadTimeLimits({ regionCode: '530700', offsetMinutes: 480, log })
    const facts = complaint({ events, status: 'accepted' })
    for (let again = 0; again < 2; again++) {
      // 60 days end on Saturday 20 January 2052.
      const due = currentDue(duesOf(facts, fresh, new Date(at('2051-12-01'))))
      assert.equal(due?.at, '2052-01-22T23:59:59+08:00')
    }
    const alerts = lines.filter(line => line.includes('CALENDAR_YEAR_UNKNOWN')).map(line => JSON.parse(line))
    assert.deepEqual(
      alerts.map(({ level, year }) => [level, year]),
      [
        ['error', 2051],
        ['error', 2052]
      ]
    )
    assert.deepEqual(fresh.unknownYears(), [2051, 2052])
  })
})

describe('the table of time limits', () => {
  const load = (tableText: string, more: Partial<LimitSettings> = {}) =>
    loadTimeLimits({ regionCode: '530700', offsetMinutes: 480, log, tableText, ...more })
  const row = (more: string) =>
    `{kind: inquiry, stage: answer, dayType: working, from: received, source: 测试规定, verified: true, ${more}}`
  const refused = (tableText: string, detail: RegExp) =>
    assert.throws(
      () => load(tableText),
      (error: unknown) =>
        error instanceof AppError && error.code === 'LIMITS_INVALID' && detail.test(error.detail ?? '')
    )

  it('lets a city say otherwise, a county follow its city, and the rest stay', () => {
    const text = `soonWorkingDays: 1\ndefault:\n  - ${row('days: 5')}\n'530700':\n  - ${row('days: 3')}\n'370100': []\n`
    const days = (regionCode: string) => load(text, { regionCode }).limitOf('inquiry', 'answer', '2026-11-26')?.days
    assert.deepEqual([days('530700'), days('530702'), days('370100'), days('110000')], [3, 3, 5, 5])
  })

  it('takes the rule that is in force on the day', () => {
    const text = `soonWorkingDays: 1\ndefault:\n  - ${row('days: 5, validTo: 2026-03-14')}\n  - ${row('days: 2, validFrom: 2026-03-15')}\n`
    const days = (day: string) => load(text).limitOf('inquiry', 'answer', day)?.days
    assert.deepEqual([days('2026-03-14'), days('2026-03-15')], [5, 2])
  })

  it('is refused where two rules hold at once, or something is misspelt', () => {
    refused(`soonWorkingDays: 1\ndefault:\n  - ${row('days: 5')}\n  - ${row('days: 3')}\n`, /two limits for inquiry/)
    refused(`soonWorkingDays: 1\ndefault:\n  - ${row('days: 0')}\n`, /default\.0\.days/)
    refused(`soonWorkingDays: 1\ndefault:\n  - ${row('days: 5, until: x')}\n`, /until/)
    refused('soonWorkingDays: 1\ndefault: []\nlijiang: []\n', /lijiang/)
    refused('soonWorkingDays: [', /not YAML/)
    assert.throws(() => load('soonWorkingDays: 1\ndefault: []\n', { calendarText: 'years: {27: {}}' }), /calendar.yaml/)
  })

  it('names a law and article for whatever citizens are told', () => {
    for (const kind of ['report', 'complaint', 'inquiry', 'assistance', 'suggestion'] as const) {
      for (const stage of ['accept', 'answer'] as const) {
        const limit = limits.limitOf(kind, stage, '2026-11-26')
        if (limit?.verified) assert.match(limit.source, /《.+》.*第.+条/, `${kind} ${stage}`)
      }
    }
  })
})
