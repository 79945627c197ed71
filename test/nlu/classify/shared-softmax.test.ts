import assert from 'node:assert/strict'
import { type SparseRow, scoreRow, softmax } from '../../../nlu/classify/linear-model.ts'
import { trainSharedSoftmax } from '../../../nlu/classify/shared-softmax.ts'

const row = (...ids: number[]): SparseRow => ({ ids: Int32Array.from(ids), values: Float32Array.from(ids, () => 1) })
// classes 0 and 1 are one family, 2 and 3 another; feature 0 and 1 name the family, 2 to 5 the class, 6 stands with 0 only
const rows = [row(0, 2), row(0, 3), row(1, 4), row(1, 5), row(0, 2, 6), row(0, 3, 6)]
const targets = [0, 1, 2, 3, 0, 1]
const options = { features: 7, epochs: 60, rate: 0.5, familyRate: 1, decay: 1e-5, dropout: 0, seed: 7 }
const shared = () => trainSharedSoftmax(rows, targets, { ...options, families: [[0, 0, 1, 1]] })

describe('shared softmax', () => {
  it('learns classes that features tell apart', () => {
    const model = shared()
    for (const [i, wanted] of targets.entries()) assert.ok(softmax(scoreRow(model, rows[i]!))[wanted]! > 0.9)
  })

  it('gives a family word to each class of the family, more than to any other', () => {
    const p = softmax(scoreRow(shared(), row(6)))
    assert.ok(Math.min(p[0]!, p[1]!) > 2 * Math.max(p[2]!, p[3]!), `${[...p]}`)
  })

  it('gives the same weights for the same seed', () => assert.deepEqual(shared().weights, shared().weights))
})
