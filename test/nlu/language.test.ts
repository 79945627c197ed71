import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { dataHash, serialiseModel } from '../../nlu/classify/model-store.ts'
import { parseTrainingData } from '../../nlu/classify/training-data.ts'
import { trainUnderstandingModel } from '../../nlu/classify/understanding-model.ts'
import { type Language, modelFile, openLanguage } from '../../nlu/index.ts'
import { lexiconTable, noteReading } from '../../nlu/lexicons/lexicon-table.ts'

/** A model that has only ever seen thanks and suggestions. */
function otherModel(hash: string): Buffer {
  const sentences = [
    '@ intent=suggestion kinds=suggestion category=WL300301 scope=in emergency=-',
    '举报网吧放学生上网',
    '网吧接待未成年学生上网',
    '@ intent=out_of_scope kinds=- category=- scope=out emergency=120',
    '学生流血了快来救人'
  ]
  const model = trainUnderstandingModel(parseTrainingData(sentences.join('\n'), 'other.txt'))
  const about = { codeVersion: '0', createdBy: 'a test', texts: 3, metrics: {} }
  return serialiseModel(model, { dataHash: hash, ...about })
}

// Tables live as long as the process, so their files do too.
const lexicons = mkdtempSync(path.join(tmpdir(), 'language-lexicon-'))
const lexicon = path.join(lexicons, 'words.txt')
process.on('exit', () => rmSync(lexicons, { recursive: true, force: true }))

describe('language that is renewed under way', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'language-'))
  const file = path.join(folder, 'next.bin')
  const context = { now: new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480 }
  let language: Language
  const topOf = (text: string) => language.understand(text, context).intents[0]?.id
  const text = '网吧接待未成年学生上网'
  const refused = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

  before(() => {
    language = openLanguage({ file })
  })
  after(() => rmSync(folder, { recursive: true }))

  it('understands by the new model from the next message on, through the same function', () => {
    const before = language.card()
    assert.equal(topOf(text), 'report')
    writeFileSync(file, otherModel(dataHash()))
    const card = language.reload()
    assert.notEqual(card.version, before.version)
    assert.deepEqual(language.card(), card)
    assert.equal(topOf(text), 'suggestion')
    assert.equal(language.reload(modelFile).version, before.version)
    assert.equal(topOf(text), 'report')
  })

  it('takes changed lexicons in with the model, and neither where one of the lexicons is unreadable', () => {
    const before = language.card()
    const write = (words: string) => writeFileSync(lexicon, words)
    write('old words')
    const words = lexiconTable(() => {
      const content = readFileSync(lexicon, 'utf8')
      noteReading(lexicon, content)
      if (content === 'broken') throw new Error('unreadable')
      return content
    })
    assert.equal(words(), 'old words')
    write('new words')
    assert.equal(words(), 'old words', 'not before the reload')
    language.reload(modelFile)
    assert.equal(words(), 'new words')
    write('broken')
    writeFileSync(file, otherModel(dataHash()))
    assert.throws(() => language.reload(), refused('NLU_DATA_INVALID'))
    write('new words')
    assert.deepEqual(language.card(), before)
    assert.equal(topOf(text), 'report')
    assert.equal(words(), 'new words')
  })

  it('keeps the old model where the new one cannot be used', () => {
    const before = language.card()
    writeFileSync(file, 'no model')
    assert.throws(() => language.reload(), refused('NLU_MODEL_INVALID'))
    writeFileSync(file, otherModel('trained on something else'))
    assert.throws(() => language.reload(), refused('NLU_MODEL_STALE'))
    assert.throws(() => language.reload(path.join(folder, 'missing.bin')), refused('NLU_MODEL_INVALID'))
    assert.deepEqual(language.card(), before)
    assert.equal(topOf(text), 'report')
  })
})
