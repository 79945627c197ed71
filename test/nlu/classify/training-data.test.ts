import assert from 'node:assert/strict'
import { categoryCodes, categoryGroup, isCategoryCode } from '../../../nlu/classify/categories.ts'
import { findDuplicates } from '../../../nlu/classify/data-check.ts'
import { loadTrainingData, parseTrainingData } from '../../../nlu/classify/training-data.ts'

describe('training data', () => {
  it('applies a header to the sentences below it and reads what is marked behind a tab', () => {
    const [first, second] = parseTrainingData(
      '# 注释\n@ intent=report kinds=report,complaint category=WL200204 scope=in emergency=110,120\n昨天导游打人\tt:昨天\n\n@ intent=affirm kinds=- category=- scope=-\n好的',
      'a.txt'
    )
    assert.deepEqual(first, {
      text: '昨天导游打人',
      intent: 'report',
      kinds: ['report', 'complaint'],
      category: 'WL200204',
      inScope: true,
      emergency: ['110', '120'],
      marks: [{ type: 'time', text: '昨天' }],
      where: 'a.txt:3'
    })
    assert.deepEqual([second?.kinds, second?.category, second?.inScope], [[], null, null])
  })

  for (const [what, header] of [
    ['intent', '@ intent=complain'],
    ['kind', '@ intent=report kinds=reports'],
    ['category', '@ intent=report category=WL209999'],
    ['field', '@ intent=report colour=red'],
    ['number', '@ intent=report emergency=911']
  ] as const)
    it(`refuses an unknown ${what} and names the line`, () => {
      assert.throws(() => parseTrainingData(`${header}\n句子`, 'b.txt'), /b\.txt:1/)
    })

  it('refuses a mark that is not in its sentence', () => {
    assert.throws(() => parseTrainingData('@ intent=affirm\n好的\tt:昨天', 'd.txt'), /d\.txt:2/)
  })

  it('refuses a sentence without a header', () => {
    assert.throws(() => parseTrainingData('句子', 'c.txt'), /c\.txt:1/)
  })

  it('can be read as it stands, with every intent in both parts', () => {
    const train = loadTrainingData('train')
    const heldOut = loadTrainingData('held-out')
    const intents = new Set(train.map(item => item.intent))
    assert.equal(intents.size, 26)
    for (const item of heldOut) assert.ok(intents.has(item.intent))
  })

  it('holds no sentence twice, nor nearly the same one in train and held-out', () => {
    const found = findDuplicates(loadTrainingData('train'), loadTrainingData('held-out'))
    assert.deepEqual(
      found.map(({ first, second }) => `${first.where} ~ ${second.where}`),
      []
    )
  })
})

describe('data check', () => {
  const parse = (text: string) =>
    parseTrainingData(`@ intent=inquiry kinds=inquiry category=- scope=in\n${text}`, 'x.txt')

  it('finds a sentence that differs only in marks and one word', () => {
    const found = findDuplicates(parse('图书馆周末几点钟开门，要不要预约'), parse('图书馆周末几点钟开门要不要预约？'))
    assert.equal(found.length, 1)
  })

  it('lets different sentences of one subject stand', () => {
    assert.deepEqual(findDuplicates(parse('图书馆周末几点开门'), parse('博物馆国庆要预约吗')), [])
  })
})

describe('category codes', () => {
  it('are leaves of DOMAIN.md section 3, each once', () => {
    assert.equal(new Set(categoryCodes).size, categoryCodes.length)
    assert.ok(isCategoryCode('WL200204'))
    assert.ok(!isCategoryCode('WL2002') && !isCategoryCode('WL200207'))
    assert.equal(categoryGroup('WL200204'), 'WL2002')
  })
})
