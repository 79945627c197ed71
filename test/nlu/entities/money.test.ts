import assert from 'node:assert/strict'
import { entitiesOf } from './reading.ts'

/** A text and the amounts of money in it, each with its upper bound where it is a range. */
const ROWS: readonly (readonly [text: string, ...amounts: (number | readonly [number, number])[]])[] = [
  ['三千多块', 3000],
  ['3千多块', 3000],
  ['3千多被骗了', 3000],
  ['花了1.2万', 12_000],
  ['交了2w', 20_000],
  ['花了三百八', 380],
  ['退我一千二', 1200],
  ['两块五一斤', 2.5],
  ['五块三毛', 5.3],
  ['20多万元', 200_000],
  ['1,150元', 1150],
  ['¥380', 380],
  ['￥1,280.50', 1280.5],
  ['380元/人', 380],
  ['二三百元', [200, 300]],
  ['3000-5000元', [3000, 5000]],
  ['三到五千块', [3000, 5000]],
  ['2-3万元', [20_000, 30_000]],
  ['人均500', 500],
  ['三千八百块', 3800],
  ['一百来块', 100],
  ['一毛钱', 0.1],
  ['一分钱不退'],
  ['一毛钱也没退给我'],
  ['他没给我一块钱'],
  ['退我一块钱', 1],
  ['在三元村,不退'],
  ['收了三元路费', 3],
  ['花了3800', 3800],
  ['退我二百四', 240],
  ['收120', 120],
  ['票价388', 388],
  ['收了我三百手续费', 300],
  ['120的梯票也不退', 120],
  ['办张卡充五百', 500],
  ['损失五十万', 500_000],
  ['标价六万八', 68_000],
  ['扣我一佰八', 180],
  ['退我１８０块', 180],
  ['2000kuai', 2000],
  ['一個人二百塊錢', 200],
  ['一个人350', 350],
  ['一百八一个人', 180],
  ['三晚2640', 2640],
  ['两晚一千一，一分不退', 1100],
  ['四个人一百六', 160],
  ['退1300房费', 1300],
  ['普洱茶是新茶做旧，八千六，我要退货', 8600],
  ['加价到800，退我200', 800, 200],
  ['团费1280，押金两百', 1280, 200],
  // no money
  ['评分4.8分，给了90分'],
  ['26个人去的'],
  ['我们一块去玩'],
  ['买了两块玉'],
  ['3号厅5排6座'],
  ['给12345打电话'],
  ['打了110'],
  ['老人八十四了'],
  ['房间号1208'],
  ['电话13600000206'],
  ['2019年开业'],
  ['退款3次'],
  ['等了三十分钟'],
  ['走了八百级台阶'],
  ['元旦去的'],
  ['要18周岁以上'],
  ['海拔4680米'],
  ['第388号文件'],
  ['门票2张'],
  ['打八折']
]

describe('nlu/entities/money: amounts in yuan', () => {
  for (const [text, ...amounts] of ROWS)
    it(`${text} → ${amounts.join(', ') || 'no money'}`, () => {
      const found = entitiesOf('money', text).map(({ value }) => [value.amount, value.max ?? value.amount])
      assert.deepEqual(
        found,
        amounts.map(amount => (typeof amount === 'number' ? [amount, amount] : [...amount]))
      )
    })

  it('says that a rounded amount is approximate', () => {
    assert.equal(entitiesOf('money', '三千多块')[0]?.value.approx, true)
    assert.equal(entitiesOf('money', '大概500元')[0]?.value.approx, true)
    assert.equal(entitiesOf('money', '500元')[0]?.value.approx, undefined)
  })
  it('takes no numeral that counts nothing for an amount, though one was asked for', () => {
    for (const text of ['千万别说是我', '一定要写收据吗', '一直没人理', '万一他们报复我', '一一退', '百般刁难'])
      assert.deepEqual(entitiesOf('money', text, { asks: 'claims' }), [], text)
  })
  it('takes a bare number for an amount where the bot has asked for one', () => {
    assert.equal(entitiesOf('money', '１８０', { asks: 'amountInvolved' })[0]?.value.amount, 180)
    assert.deepEqual(entitiesOf('money', '180'), [])
  })
})
