import assert from 'node:assert/strict'
import { scrubQuestion } from '../../../kb/citizen-questions/scrub-question.ts'
import { createUnderstand } from '../../../nlu/index.ts'

const understand = createUnderstand()
const scrubbed = (text: string) =>
  scrubQuestion(
    text,
    understand(text, { now: new Date('2026-11-26T02:00:00Z'), offsetMinutes: 480, regionCode: '530700' }).entities
  )

describe('a question on its way to editors', () => {
  for (const [told, hidden] of [
    ['我是木春燕,身份证530702198001010011,能退团费不', /木春燕|530702198001010011/],
    ['导游和志强逼我买玉,能退吗', /和志强/],
    ['订单号 TB20261123004512 的房退不退钱', /TB20261123004512/],
    ['我电话幺三八零零零零幺二三四,图书馆证过期咋办', /幺三八/],
    ['我住滨河小区3栋2单元501,楼下KTV唱到三点管不管', /滨河小区|3栋|501/],
    ['我在100.2331,26.8721这儿,离我最近的图书馆几点关', /100\.2331/],
    ['给我发到 xiaohe.qin@example.com,景区年票多少钱', /example/],
    ['云P6K321那辆大巴没有保险算违规吗', /6K321/]
  ] as const)
    it(`tells nobody: ${told}`, () => assert.doesNotMatch(scrubbed(told), hidden))

  it('keeps what it is about: the shop, the time, the sum, the law', () => {
    for (const text of [
      '康途旅行社说要扣百分之三十,出发前5天退团该退多少',
      '旅游法第三十五条讲的什么',
      '古城北门的玲珑水晶店能七天无理由退吗',
      '2026年10月1日以后投诉还是60天吗'
    ])
      assert.equal(scrubbed(text), text)
  })
})
