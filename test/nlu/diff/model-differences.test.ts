import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AppError } from '../../../core/errors.ts'
import { serialiseModel } from '../../../nlu/classify/model-store.ts'
import { loadTrainingData, parseTrainingData } from '../../../nlu/classify/training-data.ts'
import { trainUnderstandingModel } from '../../../nlu/classify/understanding-model.ts'
import type { DecisionField } from '../../../nlu/diff/model-differences.ts'
import { modelDifferences, modelFile } from '../../../nlu/index.ts'

describe('differences between two models', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'differences-'))
  const poor = path.join(folder, 'poor.bin')

  before(() => {
    const lines = ['@ intent=thanks kinds=- category=- scope=in emergency=-', '谢谢你们', '谢谢帮忙', '辛苦了谢谢']
    const model = trainUnderstandingModel(parseTrainingData(lines.join('\n'), 'poor.txt'))
    const about = { dataHash: 'other', codeVersion: '0', createdBy: 'a test', texts: 3, metrics: {} }
    writeFileSync(poor, serialiseModel(model, about))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are none between a model and itself', () => {
    const { differences, sentences } = modelDifferences(modelFile, modelFile, ['导游强制购物', '谢谢'])
    assert.deepEqual(differences, [])
    assert.equal(sentences, 2)
  })

  // all held-out sentences, read by both models
  it('name sentence, field, both decisions, and which is right where the sentence has a label', function () {
    this.timeout(30_000)
    const { differences, old: before, new: now } = modelDifferences(poor, modelFile)
    assert.notEqual(before.version, now.version)
    const intents = differences.filter(({ field }) => field === 'intent')
    assert.ok(intents.length > 300)
    const better = intents.filter(({ verdict }) => verdict === 'better').length
    const worse = intents.filter(({ verdict }) => verdict === 'worse').length
    assert.ok(better > 10 * worse, `${better} better, ${worse} worse`)
    for (const { where, old: was, new: is } of differences) {
      assert.match(where, /\.txt:\d+$/)
      assert.notEqual(was, is)
    }
  })

  it('judge every field by what the label says of it', function () {
    this.timeout(30_000)
    const { differences } = modelDifferences(poor, modelFile)
    const labels = new Map(loadTrainingData('held-out').map(label => [label.where, label]))
    const wanted = (where: string, field: DecisionField): string[] => {
      const { intent, kinds, category, inScope } = labels.get(where)!
      // the label tells whether there is an emergency, not which number it is for
      if (field === 'intent') return [intent, ...kinds]
      if (field === 'kinds') return [kinds.join('+') || '-']
      if (field === 'category') return category === null ? [] : [category]
      return inScope === null ? [] : [inScope ? 'in' : 'out']
    }
    for (const { where, field, old: was, new: is, verdict } of differences) {
      const right = wanted(where, field)
      const isRight = (decision: string) =>
        field === 'emergency'
          ? (decision !== '-') === labels.get(where)!.emergency.length > 0
          : right.includes(decision)
      const judged = { truetrue: 'both right', truefalse: 'worse', falsetrue: 'better', falsefalse: 'both wrong' }
      const key = `${isRight(was)}${isRight(is)}` as keyof typeof judged
      const isLabelled = field === 'emergency' || right.length > 0
      assert.equal(verdict, isLabelled ? judged[key] : null, `${where} ${field}: ${was} → ${is}`)
    }
    assert.deepEqual(
      [...new Set(differences.map(({ field }) => field))].sort(),
      ['category', 'emergency', 'intent', 'kinds', 'scope'].sort()
    )
  })

  it('carry no verdict on sentences without a label, and count them from one', () => {
    const { differences } = modelDifferences(poor, modelFile, ['导游强制购物,我要举报', '图书馆几点开门', '谢谢'])
    assert.equal(differences[0]?.where, '1')
    assert.ok(differences.every(({ verdict }) => verdict === null))
  })

  it('refuse a file that is no model', () => {
    const file = path.join(folder, 'notes.txt')
    writeFileSync(file, 'notes')
    assert.throws(
      () => modelDifferences(file, modelFile),
      (error: unknown) => error instanceof AppError && error.code === 'NLU_MODEL_INVALID'
    )
  })
})
