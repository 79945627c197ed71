import assert from 'node:assert/strict'
import { createUnderstand, type Understand } from '../../nlu/index.ts'

describe('understanding', () => {
  let understand: Understand
  const at = { now: new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480 }
  before(() => {
    understand = createUnderstand()
  })
  const read = (text: string, asks: string | null = null) => understand(text, { ...at, asks })

  it('gives intents best first with confidences that sum to at most 1', () => {
    for (const text of ['好的', '导游强制购物', '请问图书馆几点开门', '', '？？？', '帮我写首诗', 'a'.repeat(3000)]) {
      const { intents } = read(text)
      assert.ok(intents.reduce((sum, intent) => sum + intent.confidence, 0) <= 1, text)
      for (const [i, intent] of intents.entries()) assert.ok(i === 0 || intent.confidence <= intents[i - 1]!.confidence)
    }
  })

  it('keeps the text as it was typed', () => assert.equal(read('導遊強至購物！！').text, '導遊強至購物！！'))

  it('finds no appeal and no category in a pure dialogue act', () => {
    for (const text of ['好的', '不对', '跳过', '转人工', '谢谢']) {
      const { kinds, category, emergency } = read(text)
      assert.deepEqual({ kinds, category, emergency }, { kinds: [], category: null, emergency: null }, text)
    }
  })

  it('reads a violation that nobody wants money for as a report only', () => {
    assert.deepEqual(read('举报导游强制购物，钱不用退，请你们查处').kinds, ['report'])
  })

  it('reads a violation together with an own claim as a report and a complaint', () => {
    assert.deepEqual(read('导游强迫我们购物，请查处这个导游，并要求旅行社退款').kinds, ['report', 'complaint'])
  })

  it('warns of danger to people now, with the numbers to call', () => {
    assert.ok(read('客栈着火了，二楼还有人没出来').emergency?.numbers.includes('119'))
    assert.ok(read('有人从栈道摔下去了，满头是血').emergency?.numbers.includes('120'))
    assert.ok(read('他们锁门不让走还打人').emergency?.numbers.includes('110'))
  })

  it('does not warn of figures of speech, past and supposed accidents', () => {
    for (const text of [
      '气死我了，这价格要命',
      '演唱会火爆得很，票怎么买',
      '上个月摔伤，已经出院，要求赔偿医药费',
      '如果在景区受伤了保险赔吗',
      '打车去机场打折吗'
    ])
      assert.equal(read(text).emergency, null, text)
  })

  it('does not warn of where somebody is', () => {
    for (const text of ['我们在湖边', '我们在束河古镇', '我们在泸沽湖', '我们在酒店门口'])
      assert.equal(read(text).emergency, null, text)
    for (const text of ['我们在湖边,船翻了', '我们在山上下不来']) assert.notEqual(read(text).emergency, null, text)
  })

  it('says what is none of our business', () => {
    assert.equal(read('帮我写首关于秋天的诗').inScope, false)
    assert.equal(read('请问博物馆周一开门吗').inScope, true)
  })

  it('understands the same in typos, pinyin and Traditional characters', () => {
    for (const text of ['举报导游强制购物', '舉報導遊強制購物', '举报倒游强至购物', 'jubao daoyou qiangzhi gouwu']) {
      const { kinds, category } = read(text)
      assert.deepEqual(kinds, ['report'], text)
      assert.equal(category?.code.slice(0, 6), 'WL2002', text)
    }
  })
})
