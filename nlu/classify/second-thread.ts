// The second thread of learn-heads.ts: takes tasks from the common list until none is left.
import { type MessagePort, workerData } from 'node:worker_threads'
import { type HeadTask, learnHead, type RowSet } from './head-task.ts'
import type { LinearModel } from './linear-model.ts'
import { type PackedRows, unpackRows } from './packed-rows.ts'

/** Places in the counters that both threads see: number of the next task, and how many answers were sent. */
export const NEXT = 0
export const NEWS = 1

export interface SecondData {
  port: MessagePort
  counters: Int32Array
  tasks: readonly HeadTask[]
  packed: Record<RowSet, PackedRows>
}
export interface SecondAnswer {
  task: number
  model: LinearModel
}

function work({ port, counters, tasks, packed }: SecondData): void {
  const rows = { words: unpackRows(packed.words), danger: unpackRows(packed.danger) }
  for (let i = Atomics.add(counters, NEXT, 1); i < tasks.length; i = Atomics.add(counters, NEXT, 1)) {
    const model = learnHead(tasks[i]!, rows)
    const answer: SecondAnswer = { task: i, model }
    port.postMessage(answer, [model.weights.buffer as ArrayBuffer])
    Atomics.add(counters, NEWS, 1)
    Atomics.notify(counters, NEWS)
  }
}

// imported for its constants, this module is not a second thread
if ((workerData as SecondData | null)?.packed) work(workerData as SecondData)
