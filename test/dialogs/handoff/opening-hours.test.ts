import assert from 'node:assert/strict'
import { isOpen, openingHours } from '../../../dialogs/handoff/opening-hours.ts'

describe('opening hours', () => {
  const hours = { days: [1, 2, 3, 4, 5], from: '08:30', to: '18:00' }
  const at = (time: string) => isOpen(hours, new Date(`${time}:00+08:00`), 480)

  it('opens at the first minute and is closed at the last', () => {
    assert.deepEqual(['2026-11-24T08:29', '2026-11-24T08:30', '2026-11-24T17:59', '2026-11-24T18:00'].map(at), [
      false,
      true,
      true,
      false
    ])
  })

  it('counts weekdays where the citizens live, not in UTC', () => {
    assert.equal(at('2026-11-22T10:00'), false)
    // Monday morning in China is still Sunday in UTC before 08:00
    assert.equal(isOpen({ ...hours, from: '06:00' }, new Date('2026-11-22T23:00:00Z'), 480), true)
  })

  it('has hours for a county by its city, and for any other place', () => {
    assert.deepEqual(openingHours('530721'), openingHours('530700'))
    assert.ok(openingHours('110101').from < openingHours('110101').to)
  })
})
