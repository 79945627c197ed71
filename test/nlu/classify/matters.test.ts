import assert from 'node:assert/strict'
import { matterFamilies, matterSums, mattersOf } from '../../../nlu/classify/matters.ts'
import { parseTrainingData } from '../../../nlu/classify/training-data.ts'
import { INTENTS, KINDS } from '../../../nlu/understanding.ts'

const lines = (n: number, text: string) => Array.from({ length: n }, (_, i) => `${text}${'啊'.repeat(i)}`)
const texts = parseTrainingData(
  [
    '@ intent=report kinds=report category=WL200201 scope=in emergency=-',
    ...lines(4, '导游没有证'),
    '@ intent=report kinds=report,complaint category=WL200204 scope=in emergency=-',
    ...lines(4, '逼我买玉,查他,退钱'),
    '@ intent=inquiry kinds=inquiry category=WL300101 scope=in emergency=-',
    '图书馆几点开门',
    '@ intent=out_of_scope kinds=- category=- scope=out emergency=-',
    '宽带断了',
    '@ intent=thanks kinds=- category=- scope=- emergency=-',
    ...lines(4, '谢谢')
  ].join('\n'),
  'tiny.txt'
)

describe('matters', () => {
  const { matters, targets } = mattersOf(texts)

  it('pair what is wanted with the subject; a rare pair goes by what is wanted alone, out of scope never', () => {
    assert.deepEqual(matters, [
      'report WL2002',
      'report+complaint WL2002',
      'inquiry rest',
      'out_of_scope out',
      'thanks act'
    ])
    assert.deepEqual(targets, [0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4])
  })

  it('are of one family by what is wanted and of another by the subject', () => {
    assert.deepEqual(matterFamilies(matters), [
      [0, 1, 2, 3, 4],
      [0, 0, 1, 2, 3]
    ])
  })

  it('sum up to intents, kinds and scope', () => {
    const { intent, kinds, scope } = matterSums(matters, [0.3, 0.4, 0.1, 0.2, 0])
    const near = (got: number | undefined, wanted: number) =>
      assert.ok(Math.abs(got! - wanted) < 1e-4, `${got} ${wanted}`)
    near(kinds[KINDS.indexOf('report')], 0.7)
    near(kinds[KINDS.indexOf('complaint')], 0.4)
    near(intent[INTENTS.indexOf('report')], 0.5)
    near(intent[INTENTS.indexOf('complaint')], 0.2)
    near(intent[INTENTS.indexOf('out_of_scope')], 0.2)
    near(scope, 0.8)
    assert.ok(kinds.every(p => p > 0 && p < 1))
  })
})
