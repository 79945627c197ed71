import assert from 'node:assert/strict'
import { Worker } from 'node:worker_threads'
import { seededRandom } from '../../../core/seeded-random.ts'
import { type HeadTask, learnHead } from '../../../nlu/classify/head-task.ts'
import { learnHeads, type StartSecond } from '../../../nlu/classify/learn-heads.ts'
import type { SparseRow } from '../../../nlu/classify/linear-model.ts'
import { packRows, unpackRows } from '../../../nlu/classify/packed-rows.ts'
import { NEWS } from '../../../nlu/classify/second-thread.ts'

const FEATURES = 40
/** Long enough for a second thread to start meanwhile. */
const LONG = 150

const source = new URL('../../../nlu/classify/second-thread.ts', import.meta.url).href
const fromSource = `import('tsx/esm/api').then(tsx => (tsx.register(), import(${JSON.stringify(source)})))`
const random = seededRandom(3)

/** Rows of four features each; the class is told by the first. */
function rowsOf(count: number): SparseRow[] {
  return Array.from({ length: count }, () => {
    const ids = [...new Set(Array.from({ length: 4 }, () => Math.floor(random() * FEATURES)))].sort((a, b) => a - b)
    return { ids: Int32Array.from(ids), values: Float32Array.from(ids, () => random()) }
  })
}

function tasksFor(words: readonly SparseRow[], danger: readonly SparseRow[]): HeadTask[] {
  const options = { outputs: 4, features: FEATURES, epochs: 2, rate: 1, decay: 1e-5, dropout: 0.2, seed: 5 }
  const targets = words.map(row => row.ids[0]! % 4)
  const families = [[0, 0, 1, 1]]
  const odds = { share: 0.2, family: families[0]! }
  const even = danger.flatMap((row, i) => (row.ids[0]! % 2 === 0 ? [i] : []))
  return [
    { rows: 'words', targets, options: { ...options, epochs: LONG }, wider: { families, familyRate: 2 }, odds },
    { rows: 'words', targets: targets.map(target => [target]), options },
    { rows: 'danger', seen: even, targets: even.map(i => [i % 4]), options },
    { rows: 'danger', targets: danger.map(() => []), options: { ...options, seed: 6 } }
  ]
}

describe('learn-heads', () => {
  it('finds the same weights whichever thread learns a head', () => {
    const rows = { words: rowsOf(3000), danger: rowsOf(3500) }
    const tasks = tasksFor(rows.words, rows.danger)
    const alone = tasks.map(task => learnHead(task, rows))
    let counters: Int32Array = new Int32Array(2)
    const start: StartSecond = data => {
      counters = data.counters
      return new Worker(fromSource, { eval: true, workerData: data, transferList: [data.port] })
    }
    assert.deepEqual(learnHeads(tasks, rows, start), alone)
    assert.ok(counters[NEWS]! > 0, 'the second thread learned nothing')
  }).timeout(30_000)

  it('packs rows and unpacks them', () => {
    const rows = [...rowsOf(5), { ids: new Int32Array(0), values: new Float32Array(0) }]
    assert.deepEqual(unpackRows(packRows(rows)), rows)
  })
})
