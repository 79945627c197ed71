import assert from 'node:assert/strict'
import { entitiesOf } from './reading.ts'

const HOUR = 3600
const DAY = 24 * HOUR

describe('nlu/entities/duration: seconds', () => {
  const rows: readonly (readonly [text: string, seconds: number, maxSeconds?: number])[] = [
    ['住了三个半小时', 3.5 * HOUR],
    ['半个小时', HOUR / 2],
    ['两天一夜', 2 * DAY],
    ['三天两晚', 3 * DAY],
    ['一个月', 30 * DAY],
    ['半年', 182.5 * DAY],
    ['半个月', 15 * DAY],
    ['2小时30分', 2.5 * HOUR],
    ['一个多小时', HOUR],
    ['两三天', 2 * DAY, 3 * DAY],
    ['三四个小时', 3 * HOUR, 4 * HOUR],
    ['两年', 730 * DAY],
    ['一年零两个月', 425 * DAY],
    ['三个半月', 105 * DAY],
    ['两个星期', 14 * DAY],
    ['三週', 21 * DAY],
    ['四十分钟', 40 * 60],
    ['一刻钟', 900],
    ['30秒', 30],
    ['两个半小时', 2.5 * HOUR],
    ['7天', 7 * DAY],
    ['一天半', 1.5 * DAY]
  ]
  for (const [text, seconds, maxSeconds] of rows)
    it(`${text} → ${seconds} s${maxSeconds ? ` to ${maxSeconds} s` : ''}`, () => {
      const found = entitiesOf('duration', text).map(({ value }) => [value.seconds, value.maxSeconds])
      assert.deepEqual(found, [[seconds, maxSeconds]])
    })

  for (const text of ['三天前', '2026年', '三月', '那一天', '有一天', '天天', '店名拾夜私影', '五年级'])
    it(`${text} → no duration`, () => assert.deepEqual(entitiesOf('duration', text), []))
})

describe('nlu/entities/count: counted people and things', () => {
  const rows: readonly (readonly [text: string, n: number, unit: string])[] = [
    ['一共26个人', 26, '个'],
    ['两位老人', 2, '位'],
    ['40多人', 40, '人'],
    ['三张票', 3, '张'],
    ['一家五口', 5, '口'],
    ['我们夫妻两个', 2, '个']
  ]
  for (const [text, n, unit] of rows)
    it(`${text} → ${n} ${unit}`, () => {
      assert.deepEqual(
        entitiesOf('count', text).map(({ value }) => value),
        [{ n, unit }]
      )
    })
  for (const text of ['有个导游', '一个人', '第三个', '手机号最后两位', '三个小时', '两个月'])
    it(`${text} → no count`, () => assert.deepEqual(entitiesOf('count', text), []))
})
