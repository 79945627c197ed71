import assert from 'node:assert/strict'
import { emptyFrame, type Frame, type PriorHandling, setValue } from '../../../dialogs/intake/frame.ts'
import { warningsFor } from '../../../dialogs/law/admissibility.ts'

const now = new Date('2026-11-24T15:00:00+08:00')
const DAY_MS = 86_400_000

function frame(kind: 'report' | 'complaint', daysAgo: number, prior: PriorHandling[] = []): Frame {
  const made = emptyFrame()
  made.kinds = [kind]
  const end = new Date(now.getTime() - daysAgo * DAY_MS)
  const start = new Date(end.getTime() - DAY_MS)
  setValue(
    made,
    'occurredAt',
    { text: 'x', start: start.toISOString(), end: end.toISOString(), precision: 'day' },
    null
  )
  if (prior.length > 0) setValue(made, 'priorHandling', prior, null)
  return made
}
const ids = (made: Frame) => warningsFor(made, now).map(warning => warning.id)

describe('admissibility', () => {
  it('warns of the 90 days of article 11 from the 91st day on, of complaints only', () => {
    assert.deepEqual(ids(frame('complaint', 90)), [])
    assert.deepEqual(ids(frame('complaint', 91)), ['timeBarred'])
    assert.deepEqual(ids(frame('report', 91)), [])
  })

  it('warns of the two years of reports', () => {
    assert.deepEqual(ids(frame('report', 730)), [])
    assert.deepEqual(ids(frame('report', 731)), ['reportTooOld'])
  })

  it('warns where a court, an arbitrator or another body has it, the strongest alone', () => {
    assert.deepEqual(ids(frame('complaint', 1, ['court', 'mediation'])), ['court'])
    assert.deepEqual(ids(frame('complaint', 1, ['arbitration'])), ['arbitration'])
    assert.deepEqual(ids(frame('complaint', 1, ['other_department'])), ['otherBody'])
    assert.deepEqual(ids(frame('complaint', 1, ['none'])), [])
  })

  it('calls four people a joint complaint (article 13), three not', () => {
    const made = frame('complaint', 1)
    setValue(made, 'contract.peopleCount', 3, null)
    assert.deepEqual(ids(made), [])
    setValue(made, 'contract.peopleCount', 4, null)
    assert.deepEqual(ids(made), ['joint'])
  })

  it('does not call a matter too old whose time nobody knows', () => {
    const made = frame('report', 0)
    const start = new Date(now.getTime() - 1000 * DAY_MS).toISOString()
    setValue(made, 'occurredAt', { text: 'x', start, end: now.toISOString(), precision: 'range' }, null)
    assert.deepEqual(ids(made), [])
  })
})
