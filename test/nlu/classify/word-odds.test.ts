import assert from 'node:assert/strict'
import { type LinearModel, type SparseRow, scoreRow } from '../../../nlu/classify/linear-model.ts'
import { addWordOdds } from '../../../nlu/classify/word-odds.ts'

const row = (...ids: number[]): SparseRow => ({ ids: Int32Array.from(ids), values: Float32Array.from(ids, () => 1) })
const empty = (features: number, outputs: number): LinearModel => ({
  outputs,
  weights: new Float32Array((features + 1) * outputs)
})
const many = <T>(n: number, item: T): T[] => Array.from({ length: n }, () => item)

describe('word odds', () => {
  it('favour the class whose texts hold the word, and leave a word of all classes alone', () => {
    const model = empty(3, 2)
    addWordOdds(model, [...many(50, row(0, 2)), ...many(50, row(1, 2))], [...many(50, [0]), ...many(50, [1])], 1)
    const first = scoreRow(model, row(0))
    assert.ok(first[0]! > first[1]! + 0.5)
    const common = scoreRow(model, row(2))
    assert.ok(Math.abs(common[0]! - common[1]!) < 1e-6)
  })

  it('let a thin class lean on the words of its family', () => {
    const rows = [...many(50, row(0)), ...many(50, row(1)), row(2), row(2)]
    const classes = [...many(50, [0]), ...many(50, [1]), [2], [3]]
    const model = empty(3, 4)
    // class 2 is of the family of class 0, class 3 of that of class 1
    addWordOdds(model, rows, classes, 1, [0, 1, 0, 1])
    const scores = scoreRow(model, row(0))
    assert.ok(scores[2]! > scores[3]!)
  })

  it('weigh as much as their share', () => {
    const whole = empty(2, 2)
    const half = empty(2, 2)
    const rows = [row(0), row(1)]
    addWordOdds(whole, rows, [[0], [1]], 1)
    addWordOdds(half, rows, [[0], [1]], 0.5)
    for (const [i, weight] of half.weights.entries()) assert.ok(Math.abs(weight - whole.weights[i]! / 2) < 1e-6)
  })
})
