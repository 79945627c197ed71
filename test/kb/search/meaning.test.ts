import { strict as assert } from 'node:assert'
import { ownFeatures } from '../../../kb/search/features.ts'
import { learnMeaning, type MeantQuestion } from '../../../kb/search/learn-meaning.ts'
import {
  commonMeaning,
  createMeaning,
  loadMeaning,
  meaningTerms,
  packMeaning,
  unpackMeaning
} from '../../../kb/search/meaning.ts'

const likeness = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, k) => sum + value * other[k]!, 0)

/** Matters told in words of their own; each word stands in several questions, none in both matters. */
const MATTERS = [
  ['帐篷潮湿', '营地帐篷', '潮湿营地', '帐篷营地潮湿', '营地潮湿帐篷', '帐篷发霉营地', '发霉潮湿帐篷', '营地发霉'],
  ['琴弦断裂', '乐器琴弦', '断裂乐器', '琴弦乐器断裂', '乐器断裂琴弦', '琴弦走音乐器', '走音断裂琴弦', '乐器走音']
]
const asked = (text: string, matter: number): MeantQuestion => ({
  terms: meaningTerms(ownFeatures(text)),
  classes: [matter],
  weight: 1,
  isOwn: true
})
const questions = MATTERS.flatMap((texts, matter) => texts.map(text => asked(text, matter)))

describe('meaning', () => {
  const model = learnMeaning(questions, MATTERS.length)
  const meaning = createMeaning(model)
  const of = (text: string) => meaning.of(ownFeatures(text))

  it('lies near for words used for the same matter, though they share no character', () => {
    assert.ok(likeness(of('潮湿'), of('帐篷')) > likeness(of('潮湿'), of('琴弦')) + 0.2)
    const matters = MATTERS.map(texts => commonMeaning(texts.map(of), meaning.size))
    assert.ok(likeness(of('发霉'), matters[0]!) > likeness(of('发霉'), matters[1]!))
    assert.ok(likeness(of('走音'), matters[1]!) > likeness(of('走音'), matters[0]!))
  })

  it('is learned the same way each time', () => {
    assert.deepEqual(packMeaning(learnMeaning(questions, MATTERS.length)), packMeaning(model))
  })

  it('is a vector of length 1, of zeros where no term is known', () => {
    assert.ok(Math.abs(likeness(of('帐篷'), of('帐篷')) - 1) < 1e-5)
    assert.ok(of('qqq').every(value => value === 0))
  })

  it('comes back from its file as it went in; another file is refused by name', () => {
    const back = createMeaning(unpackMeaning(packMeaning(model)))
    assert.deepEqual(back.of(ownFeatures('营地发霉了')), of('营地发霉了'))
    for (const broken of [Buffer.from('no model'), packMeaning(model).subarray(0, -1)])
      assert.throws(() => unpackMeaning(broken), { code: 'KB_BAD_ARTICLE' })
  })

  it('of the committed model joins what citizens say for one matter in other words', () => {
    const committed = loadMeaning()
    const [said, meant, other] = ['社里人去楼空了', '旅行社倒闭跑路', '导游证几天能下来'].map(text =>
      committed.of(ownFeatures(text))
    )
    assert.ok(likeness(said!, meant!) > likeness(said!, other!))
  })
})
