import assert from 'node:assert/strict'
import { loadDangerData, parseDangerData } from '../../../nlu/classify/danger-data.ts'
import { findDuplicates } from '../../../nlu/classify/data-check.ts'
import { loadTrainingData } from '../../../nlu/classify/training-data.ts'

describe('danger data', () => {
  it('reads the numbers before a sentence, - for no emergency, and skips comments', () => {
    assert.deepEqual(parseDangerData('# 注释\n119,110 有人在水里\n\n- 水里有鱼吗', 'a.txt'), [
      { text: '有人在水里', emergency: ['119', '110'], where: 'a.txt:2' },
      { text: '水里有鱼吗', emergency: [], where: 'a.txt:4' }
    ])
  })

  for (const line of ['有人在水里', '911 有人在水里', '120'])
    it(`refuses "${line}" and names the line`, () => {
      assert.throws(() => parseDangerData(`- 好\n${line}`, 'b.txt'), /b\.txt:2/)
    })

  it('holds no sentence of the check part, nor nearly one, in anything that is learnt from', () => {
    const learnt = [...loadTrainingData('train'), ...loadDangerData('train')]
    const found = findDuplicates(learnt, [...loadTrainingData('held-out'), ...loadDangerData('check')])
    assert.deepEqual(
      found.map(({ first, second }) => `${first.where} ~ ${second.where}`),
      []
    )
  })
})
