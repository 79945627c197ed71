import assert from 'node:assert/strict'
import { type SparseRow, scoreRow, softmax, trainLinearModel } from '../../../nlu/classify/linear-model.ts'

const row = (...ids: number[]): SparseRow => ({ ids: Int32Array.from(ids), values: Float32Array.from(ids, () => 1) })
const rows = [row(0, 3), row(0), row(1, 3), row(1), row(2), row(2, 3)]
const options = { outputs: 3, features: 4, epochs: 60, rate: 0.5, decay: 1e-5, dropout: 0, seed: 7 }

describe('linear model', () => {
  it('learns classes that features tell apart and gives probabilities that sum to 1', () => {
    const model = trainLinearModel(rows, [0, 0, 1, 1, 2, 2], options)
    for (const [id, wanted] of [0, 1, 2].entries()) {
      const p = softmax(scoreRow(model, row(id)))
      assert.ok(p[wanted]! > 0.9, `class ${wanted}: ${p[wanted]}`)
      assert.ok(Math.abs(p.reduce((sum, x) => sum + x, 0) - 1) < 1e-9)
    }
  })

  it('learns several outputs at once', () => {
    const model = trainLinearModel(rows, [[0], [0], [0, 1], [0, 1], [], []], { ...options, outputs: 2 })
    const [first, second] = scoreRow(model, row(1))
    assert.ok(first! > 0 && second! > 0)
    assert.ok(scoreRow(model, row(2))[0]! < 0)
  })

  it('gives the same weights for the same seed', () => {
    const one = trainLinearModel(rows, [0, 0, 1, 1, 2, 2], options)
    const two = trainLinearModel(rows, [0, 0, 1, 1, 2, 2], options)
    assert.deepEqual(one.weights, two.weights)
  })
})
