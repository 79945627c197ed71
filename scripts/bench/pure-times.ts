import { openKnowledge } from '../../kb/index.ts'
import { createUnderstand } from '../../nlu/index.ts'
import type { Script } from '../line/script.ts'
import { percentile } from './load.ts'

export interface PureTime {
  what: string
  medianMs: number
  p95Ms: number
}

const ROUNDS = 150
const WARM_UP = 20
const LENGTHS = [20, 600, 2000] as const

function measure(what: string, run: (round: number) => void): PureTime {
  for (let round = 0; round < WARM_UP; round++) run(round)
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const startedAtMs = performance.now()
    run(round + WARM_UP)
    return performance.now() - startedAtMs
  })
  return { what, medianMs: percentile(times, 0.5), p95Ms: percentile(times, 0.95) }
}

const QUESTIONS = [
  '导游强制购物怎么办',
  '旅行社不退押金合不合规',
  '旅游投诉多久给答复',
  '网吧能让未成年人进吗',
  '图书馆借书要交押金吗',
  '景区门票老年人有优惠吗',
  '演唱会取消了退不退票'
]

/** What understanding a text and asking the knowledge base cost by themselves, without server and storage. */
export function pureTimes(
  scripts: readonly Script[],
  settings: { offsetMinutes: number; regionCode: string }
): PureTime[] {
  const understand = createUnderstand()
  const knowledge = openKnowledge()
  const now = new Date()
  const letter = scripts.flatMap(({ opening, facts }) => [...[opening].flat(), ...Object.values(facts)]).join('。')
  // Each round begins elsewhere in the letter: no text is understood twice.
  const cut = (length: number, round: number) => {
    const start = (round * 37) % letter.length
    return letter.repeat(Math.ceil((start + length) / letter.length)).slice(start, start + length)
  }
  return [
    ...LENGTHS.map(length =>
      measure(`understand ${length} characters`, round => understand(cut(length, round), { now, ...settings }))
    ),
    measure(`ask the knowledge base (${knowledge.size} articles)`, round =>
      knowledge.ask(QUESTIONS[round % QUESTIONS.length] ?? '', { regionCode: settings.regionCode, now })
    )
  ]
}
