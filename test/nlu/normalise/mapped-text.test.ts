import assert from 'node:assert/strict'
import { applyEdits, mapText, rawSpan } from '../../../nlu/normalise/mapped-text.ts'

describe('mapped text', () => {
  const raw = '俺要tuikuan五百'

  it('maps a replacement of another length to the whole span that it stands for', () => {
    const mapped = applyEdits(mapText(raw), [{ start: 2, end: 9, text: '退款' }])
    assert.equal(mapped.text, '俺要退款五百')
    assert.deepEqual(rawSpan(mapped, 2, 4, raw.length), { start: 2, end: 9 })
    assert.deepEqual(rawSpan(mapped, 4, 6, raw.length), { start: 9, end: 11 })
  })

  it('keeps the way back through several rewritings', () => {
    const first = applyEdits(mapText(raw), [{ start: 2, end: 9, text: '退宽' }])
    const second = applyEdits(first, [
      { start: 0, end: 1, text: '我' },
      { start: 2, end: 4, text: '退款' }
    ])
    assert.equal(second.text, '我要退款五百')
    assert.deepEqual(rawSpan(second, 0, 4, raw.length), { start: 0, end: 9 })
  })

  it('covers what was deleted inside a span and gives an empty span its place', () => {
    const mapped = applyEdits(mapText('退\u200b款'), [{ start: 1, end: 2, text: '' }])
    assert.deepEqual(rawSpan(mapped, 0, 2, 3), { start: 0, end: 3 })
    assert.deepEqual(rawSpan(mapped, 1, 1, 3), { start: 2, end: 2 })
    assert.deepEqual(rawSpan(mapped, 2, 2, 3), { start: 3, end: 3 })
  })
})
