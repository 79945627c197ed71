import assert from 'node:assert/strict'
import { read } from './reading.ts'

describe('nlu/entities/claim-mentions', () => {
  const rows: readonly (readonly [text: string, ...claims: (readonly [string, number?])[]])[] = [
    ['要求退差价290元', ['refund', 290]],
    ['退我180块', ['refund', 180]],
    ['要求赔偿损失', ['compensation']],
    ['請求賠償', ['compensation']],
    ['要求道歉', ['apology']],
    ['请你们查处', ['penalty']],
    ['希望整改', ['rectification']],
    ['要个说法', ['answer']],
    ['要求退款并道歉', ['refund'], ['apology']]
  ]
  for (const [text, ...wanted] of rows)
    it(`${text} → ${wanted.map(([type]) => type).join(', ')}`, () => {
      const { claims } = read(text)
      assert.deepEqual(
        claims.map(claim => [claim.type, claim.amount, claim.negated]),
        wanted.map(([type, amount]) => [type, amount, false])
      )
      for (const claim of claims) assert.equal(text.slice(claim.start, claim.end), claim.text)
    })

  it('keeps a claim that is waived as negated', () => {
    for (const [text, type] of [
      ['钱不用退', 'refund'],
      ['不要赔偿', 'compensation']
    ] as const)
      assert.deepEqual(
        read(text).claims.map(claim => [claim.type, claim.negated]),
        [[type, true]]
      )
  })
  it('does not take what the other side refused for a claim', () => {
    assert.deepEqual(read('商家不给退款').claims, [])
    assert.deepEqual(read('客服说不赔').claims, [])
  })
})

describe('nlu/entities/wishes', () => {
  const rows = [
    ['匿名举报', 'anonymous', true],
    ['不匿名', 'anonymous', false],
    ['不署名', 'anonymous', true],
    ['我不想署名', 'anonymous', true],
    ['可以署我的名', 'anonymous', false],
    ['用真名', 'anonymous', false],
    ['别说是我', 'confidential', true],
    ['不要透露我的信息', 'confidential', true],
    ['请替我保密', 'confidential', true],
    ['不用特别保密', 'confidential', false],
    ['不用回复', 'wantsReply', false],
    ['请回复我', 'wantsReply', true],
    ['查了告诉我一声', 'wantsReply', true]
  ] as const
  for (const [text, key, value] of rows)
    it(`${text} → ${key} ${value}`, () => assert.equal(read(text).wishes[key]?.value, value))
  it('says nothing where nothing is said', () => assert.deepEqual(read('导游强制购物').wishes, {}))
  it('reads yes and no as the answer to the question asked', () => {
    assert.equal(read('要', { asks: 'requester.confidential' }).wishes.confidential?.value, true)
    assert.equal(read('不需要', { asks: 'requester.wantsReply' }).wishes.wantsReply?.value, false)
  })
})
