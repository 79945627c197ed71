import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../../core/paths.ts'
import { dataHash, deserialiseModel, serialiseModel, sourceFiles } from '../../../nlu/classify/model-store.ts'
import { readRaw } from '../../../nlu/classify/reading.ts'
import { parseTrainingData } from '../../../nlu/classify/training-data.ts'
import { predict, trainUnderstandingModel } from '../../../nlu/classify/understanding-model.ts'

const texts = parseTrainingData(
  [
    '@ intent=report kinds=report category=WL100201 scope=in emergency=-',
    '举报网吧放学生上网',
    '网吧接待未成年学生上网',
    '@ intent=inquiry kinds=inquiry category=WL300101 scope=in emergency=-',
    '图书馆几点开门',
    '请问图书馆周末开门吗',
    '@ intent=assistance kinds=assistance category=- scope=in emergency=119',
    '着火了快来救人'
  ].join('\n'),
  'tiny.txt'
)

describe('model store', () => {
  const model = trainUnderstandingModel(texts)
  const about = {
    dataHash: 'hash',
    codeVersion: '1.2.3',
    createdBy: 'a test',
    texts: texts.length,
    metrics: { intent: 0.5 }
  }
  const bytes = serialiseModel(model, about)

  it('gives back a model that predicts the same', () => {
    const back = deserialiseModel(bytes)
    assert.ok(back)
    const reading = readRaw('网吧里有学生')
    assert.deepEqual(predict(back.model, reading), predict(model, reading))
  })

  it('tells on its card what it was made of, by what, and how good it is', () => {
    const { card } = deserialiseModel(bytes) ?? {}
    assert.match(card?.version ?? '', /^[0-9a-f]{12}$/)
    assert.deepEqual({ ...about, version: card?.version, featureVersion: card?.featureVersion }, card)
  })

  it('gives equal models equal bytes and versions, and other models other versions', () => {
    assert.deepEqual(serialiseModel(trainUnderstandingModel(texts), about), bytes)
    const other = deserialiseModel(serialiseModel(trainUnderstandingModel(texts.slice(1)), about))
    assert.notEqual(other?.card.version, deserialiseModel(bytes)?.card.version)
  })

  it('reads a model that lies anywhere in memory', () => {
    const shifted = Buffer.concat([Buffer.from('x'), bytes]).subarray(1)
    assert.deepEqual(deserialiseModel(shifted)?.model.vocabulary.idf, model.vocabulary.idf)
  })

  it('is small enough to be read at every start', () => assert.ok(bytes.length < 1e6))

  it('refuses a cut off file and foreign bytes', () => {
    assert.equal(deserialiseModel(bytes.subarray(0, bytes.length - 8)), null)
    assert.equal(deserialiseModel(Buffer.from('not a model at all')), null)
    assert.equal(deserialiseModel(Buffer.alloc(0)), null)
  })

  it('names the data by a hash that stays while they stay, and changes with a sentence or a lexicon', () => {
    assert.equal(dataHash(), dataHash())
    for (const folder of ['data/train', 'lexicons'])
      assert.ok(
        sourceFiles().some(file => file.startsWith(path.join(projectRoot, 'nlu', folder))),
        folder
      )
    const folder = mkdtempSync(path.join(tmpdir(), 'data-hash-'))
    const file = path.join(folder, 'words.txt')
    writeFileSync(file, '带队嘞 => 导游')
    const before = dataHash([file])
    writeFileSync(file, '带队嘞 => 领队')
    const after = dataHash([file])
    rmSync(folder, { recursive: true })
    assert.notEqual(after, before)
  })
})
