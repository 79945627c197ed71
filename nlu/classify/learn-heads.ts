// Learns all heads, on two threads: this one and a second take the tasks in turn from one list. Stays synchronous, since a
// model may have to be made before the first message is understood.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { type HeadTask, learnHead, type Rows } from './head-task.ts'
import type { LinearModel } from './linear-model.ts'
import { packRows } from './packed-rows.ts'
import { NEWS, NEXT, type SecondAnswer, type SecondData } from './second-thread.ts'

/** With fewer rows a second thread costs more than it saves. */
const WORTHWHILE_ROWS = 2000
/** The second thread counts as lost when it has said nothing for so long, and its tasks are done here, ms. */
const LONGEST_SILENCE = 120_000

/** Starts a thread that does what second-thread.ts does; null where there is none to start. */
export type StartSecond = (data: SecondData) => Worker | null

/** Only the built program can: a thread that starts from TypeScript needs the development tools. */
const startBuilt: StartSecond = workerData =>
  import.meta.url.endsWith('.ts')
    ? null
    : new Worker(new URL('./second-thread.js', import.meta.url), { workerData, transferList: [workerData.port] })

/** The model of each task, in their order; the longest tasks should stand first. */
export function learnHeads(tasks: readonly HeadTask[], rows: Rows, start: StartSecond = startBuilt): LinearModel[] {
  if (rows.words.length < WORTHWHILE_ROWS) return tasks.map(task => learnHead(task, rows))
  const packed = { words: packRows(rows.words), danger: packRows(rows.danger) }
  const counters = new Int32Array(new SharedArrayBuffer(8))
  const { port1: port, port2 } = new MessageChannel()
  const second = start({ port: port2, counters, tasks, packed })
  // what stops it is seen below, as silence
  second?.on('error', () => undefined)

  const models: (LinearModel | undefined)[] = tasks.map(() => undefined)
  for (let i = Atomics.add(counters, NEXT, 1); i < tasks.length; i = Atomics.add(counters, NEXT, 1))
    models[i] = learnHead(tasks[i]!, rows)
  let heard = 0
  while (models.some(model => !model)) {
    const answer = receiveMessageOnPort(port)?.message as SecondAnswer | undefined
    if (answer) {
      models[answer.task] = answer.model
      heard++
    } else if (!second || Atomics.wait(counters, NEWS, heard, LONGEST_SILENCE) === 'timed-out') break
  }
  port.close()
  void second?.terminate()
  return models.map((model, i) => model ?? learnHead(tasks[i]!, rows))
}
