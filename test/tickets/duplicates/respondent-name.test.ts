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
    ['市图书馆', '丽江市图书馆', 'same'],
    ['丽江市图书馆', '玉龙县图书馆', 'different'],
    ['古城区图书馆', '玉龙纳西族自治县图书馆', 'different'],
    ['大剧院', '丽江大剧院', 'same'],
    ['高原红旅行社(古城营业部)', '高原红旅行社古城营业部', 'same'],
    ['高原红旅行社古城营业部', '高原红旅行社束河营业部', 'other_branch'],
    ['三叶草银器店', '束河三叶草银器', 'part'],
    ['星空网吧', '新星空网吧', 'different'],
    ['泸沽湖景区', '泸沽湖景区停车场', 'part_of_area'],
    ['滇风直播', '滇风直播平台', 'same'],
    ['七彩假期', '七彩假期国际旅行社', 'same'],
    ['陈记银铺', '程记银铺', 'same_sound'],
    ['昆明康途旅行社', '丽江康途旅行社', 'same']
  ]
  for (const [one, other, likeness] of cases) {
    it(`${one} and ${other}: ${likeness}`, () => {
      assert.equal(compareNames(readRespondentName(one), readRespondentName(other)), likeness)
      assert.equal(compareNames(readRespondentName(other), readRespondentName(one)), likeness)
    })
  }

  it('knows what points at nobody', () => {
    const nobody = [
      '名称不详',
      '不知道',
      '一家店',
      '玉器店',
      '古城玉器店',
      '旅行社',
      '导游',
      '导游小杨',
      '黑车',
      '某酒店',
      '老板'
    ]
    for (const name of nobody) assert.equal(readRespondentName(name).isNamed, false, name)
    const somebody = ['市图书馆', '丽江大剧院', '丽江旅行社有限公司', '玉满堂珠宝', '人民公园', '老王烧烤']
    for (const name of somebody) assert.equal(readRespondentName(name).isNamed, true, name)
  })
})
