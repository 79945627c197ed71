import assert from 'node:assert/strict'
import { seededRandom } from '../../../core/seeded-random.ts'
import { type LinearModel, scoreRow } from '../../../nlu/classify/linear-model.ts'
import { inSteps, type SteppedModel, scoreSteps, weightOf } from '../../../nlu/classify/weight-steps.ts'

const random = seededRandom(3)
const randomModel = () => ({
  outputs: 5,
  weights: Float32Array.from({ length: 500 }, () => (random() - 0.5) ** 5 * 1e3)
})
const asWeights = (model: SteppedModel): LinearModel => ({
  outputs: model.outputs,
  weights: Float32Array.from(model.steps, (_, i) => weightOf(model, Math.floor(i / model.outputs), i % model.outputs))
})

describe('weight steps', () => {
  it('lose at most half a step of one sixty-fourth of the largest weight of a feature', () => {
    const model = randomModel()
    const back = inSteps(model)
    for (let i = 0; i < 100; i++) {
      const own = model.weights.subarray(5 * i, 5 * i + 5)
      const largest = Math.max(...own.map(Math.abs))
      for (const [k, weight] of own.entries()) assert.ok(Math.abs(weight - weightOf(back, i, k)) <= largest / 126)
    }
  })

  it('change nothing that has been rounded before', () => {
    const rounded = inSteps(randomModel())
    assert.deepEqual(inSteps(asWeights(rounded)), rounded)
  })

  it('score as the weights that they stand for', () => {
    const rounded = inSteps(randomModel())
    const row = { ids: Int32Array.from([3, 40, 98]), values: Float32Array.from([0.5, 0.25, 0.75]) }
    assert.deepEqual(scoreSteps(rounded, row), scoreRow(asWeights(rounded), row))
  })

  it('take zeros and an empty model', () => {
    const zeros = { outputs: 2, weights: new Float32Array(4) }
    assert.deepEqual(asWeights(inSteps(zeros)), zeros)
    assert.equal(inSteps({ outputs: 1, weights: new Float32Array(0) }).steps.length, 0)
  })
})
