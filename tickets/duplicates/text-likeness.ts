// How much two texts share that not every text has: 栈道 and 吊桥 say that it is one matter, 要求 and 退款 say nothing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'

/** Written by scripts/word-frequency.ts: sentences and the least count that is listed; then `count piece piece …`. */
export const FREQUENCY_FILE = path.join(projectRoot, 'tickets', 'duplicates', 'word-frequency.txt')

/** Times of day, numbers and sums say little about the matter; they are compared by themselves. */
const MEASURES =
  /[\d一二三四五六七八九十百千万两半几]+(?:点多?|分钟?|个?(?:半)?小时|个?钟头?|天|号|日|月|年|岁|块钱?|元|个|张|位|人|晚上?|次|趟|倍|口|家)|今天|昨天|前天|昨晚|今早|上午|下午|中午|晚上|凌晨|上(?:个|次|回)?(?:周|星期|礼拜|月)/gu

/** What is said to the bot, not about the matter: answers to its questions, claims, the requester's own name. */
const TALK =
  /(?:没有?|不知道|忘了|记不清)(?:订单号|票号|单号|合同号)|(?:订单号|票号|单号)(?:没有|忘了|不知道|记不清)|要求(?:退款?|赔偿?|道歉)?|(?:我)?(?:姓|叫|我是)\p{Script=Han}{1,3}|匿名|(?:我)?(?:要|想)?(?:举报|投诉|反映)|电话|手机号?/gu

/** Signs and pairs of signs of the Han parts of a text, each once. */
export function piecesOf(text: string): Set<string> {
  const pieces = new Set<string>()
  for (const run of text.normalize('NFKC').match(/\p{Script=Han}+/gu) ?? []) {
    for (let at = 0; at < run.length; at++) {
      pieces.add(run[at] ?? '')
      if (at + 1 < run.length) pieces.add(run.slice(at, at + 2))
    }
  }
  return pieces
}

function load(): { sentences: number; countMin: number; counts: Map<string, number> } {
  const [head = '', ...lines] = readFileSync(FREQUENCY_FILE, 'utf8').trim().split('\n')
  const [sentences = 1, countMin = 1] = head.split(' ').map(Number)
  const counts = new Map<string, number>()
  for (const line of lines) {
    const [count, ...pieces] = line.split(' ')
    for (const piece of pieces) counts.set(piece, Number(count))
  }
  return { sentences, countMin, counts }
}

let table: ReturnType<typeof load> | null = null
/** What a piece must weigh to say anything: one sentence in twenty has it. */
const WEIGHT_MIN = 3
/** A sign alone is in many words. */
const SIGN_SHARE = 0.5

/** The rarer, the heavier: the logarithm of how many sentences there are for each that has it. */
function weightOf(piece: string): number {
  table ??= load()
  const weight = Math.log(table.sentences / (table.counts.get(piece) ?? table.countMin - 1))
  if (weight < WEIGHT_MIN) return 0
  return piece.length === 1 ? weight * SIGN_SHARE : weight
}

/** What a text says that not every text says. */
export function tellingPieces(text: string): ReadonlySet<string> {
  const pieces = [...piecesOf(text.normalize('NFKC').replace(TALK, ' ').replace(MEASURES, ' '))]
  return new Set(pieces.filter(piece => weightOf(piece) > 0))
}

/**
 * The weight of what both have beyond what is compared by itself (`known`: names and places); one rare word of two signs
 * and its signs weigh about 12.
 */
export function sharedWeight(
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
  known: readonly ReadonlySet<string>[]
): number {
  let sum = 0
  for (const piece of one) if (other.has(piece) && !known.some(pieces => pieces.has(piece))) sum += weightOf(piece)
  return sum
}
