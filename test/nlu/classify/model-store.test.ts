import assert from 'node:assert/strict'
import { dataHash, deserialiseModel, serialiseModel } from '../../../nlu/classify/model-store.ts'
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
  const bytes = serialiseModel(model, 'hash')

  it('gives back a model that predicts the same', () => {
    const back = deserialiseModel(bytes, 'hash')
    assert.ok(back)
    const reading = readRaw('网吧里有学生')
    assert.deepEqual(predict(back, reading), predict(model, reading))
  })

  it('is small enough to be read at every start', () => assert.ok(bytes.length < 1e6))

  it('refuses a model of other data, a cut off file and foreign bytes', () => {
    assert.equal(deserialiseModel(bytes, 'other'), null)
    assert.equal(deserialiseModel(bytes.subarray(0, bytes.length - 8), 'hash'), null)
    assert.equal(deserialiseModel(Buffer.from('not a model at all'), 'hash'), null)
    assert.equal(deserialiseModel(Buffer.alloc(0), 'hash'), null)
  })

  it('names the data by a hash that stays while they stay', () => assert.equal(dataHash(), dataHash()))
})
