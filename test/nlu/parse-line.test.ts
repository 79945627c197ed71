import assert from 'node:assert/strict'
import { parseLine } from '../../nlu/parse-line.ts'
import type { UnderstandContext, Understanding } from '../../nlu/understanding.ts'

const defaults = { now: () => new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480, regionCode: '530700' }
let context: UnderstandContext | null = null
const understand = (text: string, given: UnderstandContext): Understanding => {
  context = given
  return {
    text,
    intents: [],
    kinds: [],
    category: null,
    emergency: null,
    inScope: true,
    entities: [],
    claims: [],
    wishes: {}
  }
}
const parse = (line: string) => parseLine(understand, line, defaults)

describe('one line of nlu parse', () => {
  it('answers with the fields of the contract and no others', () => {
    assert.deepEqual(Object.keys(parse('{"id":"1","text":"你好"}')).sort(), [
      'category',
      'emergency',
      'entities',
      'id',
      'inScope',
      'intents',
      'kinds'
    ])
  })

  it('counts times from the line, in the offset that it is written in', () => {
    parse('{"text":"昨晚","now":"2026-11-23T10:00:00+09:00"}')
    assert.deepEqual(context, { now: new Date('2026-11-23T01:00:00Z'), offsetMinutes: 540, regionCode: '530700' })
  })

  it('counts times from the clock where a line names none', () => {
    parse('{"text":"昨晚"}')
    assert.deepEqual(context, { now: new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480, regionCode: '530700' })
  })

  for (const [what, line] of [
    ['not JSON', '{"id":"x","text":'],
    ['without a text', '{"id":"y"}'],
    ['with a text that is no string', '{"text":5}'],
    ['with a time that is none', '{"text":"你好","now":"yesterday"}'],
    ['empty', '']
  ] as const)
    it(`answers a line that is ${what} with an error object`, () => {
      const answer = parse(line)
      assert.deepEqual(Object.keys(answer), ['error'])
      assert.ok('error' in answer && answer.error.code === 'NLU_BAD_LINE' && answer.error.message.length > 0)
    })
})
