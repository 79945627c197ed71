import assert from 'node:assert/strict'
import { compareNames, type NameLikeness, readRespondentName } from '../../../tickets/duplicates/respondent-name.ts'

describe('names of respondents', () => {
  const cases: [string, string, NameLikeness][] = [
    ['康途旅行社', '丽江康途国际旅行社有限公司', 'same'],
    ['云南省丽江市康途旅游有限公司', '康途旅行社', 'same'],
    ['康途', '康途旅行社', 'same'],
    ['康图旅行社', '康途旅行社', 'same_sound'],
    ['康泰旅行社', '康途旅行社', 'different'],
    ['康途客栈', '康途旅行社', 'different'],
    ['星空网吧', '星空网咖', 'same'],
    ['星空网吧', '星空之城网吧', 'different'],
    ['雪山', '雪山印象客栈', 'part'],
    ['栖云客栈(古城店)', '栖云客栈(束河店)', 'other_branch'],
    ['栖云客栈(古城店)', '栖云客栈', 'same'],
    ['金茂量贩KTV', '金茂ktv', 'same'],
    ['市图书馆', '丽江市图书馆', 'different'],
    ['昆明康途旅行社', '丽江康途旅行社', 'same']
  ]
  for (const [one, other, likeness] of cases) {
    it(`${one} and ${other}: ${likeness}`, () => {
      assert.equal(compareNames(readRespondentName(one), readRespondentName(other)), likeness)
      assert.equal(compareNames(readRespondentName(other), readRespondentName(one)), likeness)
    })
  }
})
