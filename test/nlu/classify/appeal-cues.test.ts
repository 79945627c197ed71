import assert from 'node:assert/strict'
import { readAppealCues } from '../../../nlu/classify/appeal-cues.ts'

describe('wordings of an appeal', () => {
  it('are no claim where money is said not to be wanted', () => {
    for (const text of ['钱不用退,查他', '我不要赔偿,只要你们去查', '不是为了退钱']) {
      const cues = readAppealCues(text)
      assert.ok(cues.has('noClaim') && !cues.has('claim'), `${text}: ${[...cues]}`)
    }
  })

  it('are a claim where one thing is not wanted and another is', () => {
    const cues = readAppealCues('不用道歉,把团费退给我')
    assert.ok(cues.has('noClaim') && cues.has('claim'))
  })
})
