import assert from 'node:assert/strict'
import { type CardAction, choicesOf, typedChoice } from '../../../web/direct-line/index.ts'

const choices = (...actions: CardAction[]) => choicesOf({ type: 'message', suggestedActions: { actions } })
const said = (title: string, value: unknown = title): CardAction => ({ type: 'imBack', title, value })

describe('web/direct-line: choices', () => {
  it('numbers choices, and a typed number means the choice', () => {
    const open = choices(said('两样都要', 'both'), said('只要举报'))
    assert.deepEqual(
      open.map(({ number, title }) => `${number} ${title}`),
      ['1 两样都要', '2 只要举报']
    )
    assert.equal(typedChoice('1', open), 'both')
    assert.equal(typedChoice(' ２。', open), '只要举报')
    assert.equal(typedChoice('3', open), null)
    assert.equal(typedChoice('1个人', open), null)
  })

  it('gives no second numbers to choices that are numbers themselves', () => {
    const open = choices(said('5 非常满意', '5'), said('1 不满意', '1'))
    assert.deepEqual(
      open.map(({ number }) => number),
      [null, null]
    )
    assert.equal(typedChoice('1', open), null)
  })

  it('a single choice bears no number', () => {
    assert.equal(choices(said('同意'))[0]?.number, null)
  })

  it('offers to call and to open pages, but never runs a script', () => {
    const open = choices(
      { type: 'call', title: '急救', value: '120' },
      { type: 'openUrl', title: '办事指南', value: 'https://example.com/a' },
      { type: 'openUrl', title: '坏', value: 'javascript:alert(1)' }
    )
    assert.deepEqual(
      open.map(({ href }) => href),
      ['tel:120', 'https://example.com/a']
    )
  })

  it('leaves out what has no title', () => {
    assert.deepEqual(choices({ type: 'imBack', title: '' }, JSON.parse('{"type":"imBack"}')), [])
  })
})
