import assert from 'node:assert/strict'
import { fixedClock, localDay, systemClock, toOffsetIso } from '../../core/clock.ts'

describe('clock', () => {
  it('writes an instant with the offset that is asked for, to the second', () => {
    const date = new Date('2026-11-23T02:00:00.999Z')
    assert.equal(toOffsetIso(date, 480), '2026-11-23T10:00:00+08:00')
    assert.equal(toOffsetIso(date, -210), '2026-11-22T22:30:00-03:30')
    assert.equal(toOffsetIso(date, 0), '2026-11-23T02:00:00+00:00')
  })

  it('gives the same instant back, to the second', () => {
    const date = new Date('2026-12-31T16:00:01Z')
    assert.equal(toOffsetIso(date, 480), '2027-01-01T00:00:01+08:00')
    assert.equal(new Date(toOffsetIso(date, 480)).getTime(), date.getTime())
  })

  it('counts days where the citizens live', () => {
    assert.equal(localDay(new Date('2026-11-22T16:00:00Z'), 480), '20261123')
    assert.equal(localDay(new Date('2026-11-22T15:59:59Z'), 480), '20261122')
  })

  it('stands still in tests until it is advanced, and hands out no date that could move it', () => {
    const clock = fixedClock('2026-11-23T10:00:00+08:00')
    clock.now().setFullYear(1999)
    assert.equal(clock.now().toISOString(), '2026-11-23T02:00:00.000Z')
    clock.advance(1500)
    assert.equal(clock.now().toISOString(), '2026-11-23T02:00:01.500Z')
  })

  it('runs with the machine in production', () => {
    const before = Date.now()
    const now = systemClock.now().getTime()
    assert.ok(now >= before && now <= Date.now())
  })
})
