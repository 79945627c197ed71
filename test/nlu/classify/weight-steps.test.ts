import assert from 'node:assert/strict'
import { seededRandom } from '../../../nlu/classify/linear-model.ts'
import { packWeights, roundToSteps, unpackWeights } from '../../../nlu/classify/weight-steps.ts'

const random = seededRandom(3)
const randomModel = () => ({
  outputs: 5,
  weights: Float32Array.from({ length: 500 }, () => (random() - 0.5) ** 5 * 1e3)
})

describe('weight steps', () => {
  it('lose at most half a step of one sixty-fourth of the largest weight of a feature', () => {
    const model = randomModel()
    const back = unpackWeights(packWeights(model))
    for (let i = 0; i < 100; i++) {
      const own = model.weights.subarray(5 * i, 5 * i + 5)
      const largest = Math.max(...own.map(Math.abs))
      for (const [k, weight] of own.entries()) assert.ok(Math.abs(weight - back.weights[5 * i + k]!) <= largest / 126)
    }
  })

  it('change nothing that has been rounded before', () => {
    const model = randomModel()
    roundToSteps(model)
    assert.deepEqual(unpackWeights(packWeights(model)), model)
  })

  it('take zeros and an empty model', () => {
    const zeros = { outputs: 2, weights: new Float32Array(4) }
    assert.deepEqual(unpackWeights(packWeights(zeros)), zeros)
    assert.equal(unpackWeights(packWeights({ outputs: 1, weights: new Float32Array(0) })).weights.length, 0)
  })
})
