import assert from 'node:assert/strict'
import { featureCounts } from '../../../nlu/classify/features.ts'
import { quickRow } from '../../../nlu/classify/quick-row.ts'
import { readRaw } from '../../../nlu/classify/reading.ts'
import { loadTrainingData } from '../../../nlu/classify/training-data.ts'
import { buildVocabulary, toRow } from '../../../nlu/classify/vocabulary.ts'

describe('quick row', () => {
  it('is the row that training makes, for sentences seen and unseen', () => {
    const vocabulary = buildVocabulary(
      loadTrainingData('train')
        .slice(0, 300)
        .map(item => featureCounts(readRaw(item.text)))
    )
    const texts = [
      ...loadTrainingData('train')
        .slice(250, 350)
        .map(item => item.text),
      ...loadTrainingData('held-out')
        .slice(0, 100)
        .map(item => item.text),
      '',
      '𠮷野家旅行社𠮷',
      'KTV 12345 abc 123 好好好好好好'
    ]
    for (const text of texts) {
      const reading = readRaw(text)
      const [long, quick] = [toRow(vocabulary, featureCounts(reading)), quickRow(vocabulary, reading)]
      assert.deepEqual([...quick.ids], [...long.ids], text)
      for (const [i, value] of long.values.entries())
        assert.ok(Math.abs(value - quick.values[i]!) < 1e-6, `${text}: ${value} ${quick.values[i]}`)
    }
  })
})
