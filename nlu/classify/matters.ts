// What a text is about and what it wants, at once: 举报 of a 导游, 咨询 on a 图书馆, a thank-you … A head over these pairs
// learns that a word means one thing of a guide and another of a library; its sums over pairs are mixed into the kinds,
// the intent and the scope (understanding-model.ts).
import { INTENTS, type Intent, KINDS, type Kind } from '../understanding.ts'
import { categoryGroup } from './categories.ts'
import type { LabelledText } from './training-data.ts'

/** Texts that a pair must have to be a class; rarer ones are taken together by what they want. */
const MIN_TEXTS = 4
const PROBABILITY_FLOOR = 1e-6

const wantOf = ({ kinds, intent }: LabelledText) => KINDS.filter(kind => kinds.includes(kind)).join('+') || intent

function subjectOf({ category, kinds, inScope }: LabelledText): string {
  if (category) return categoryGroup(category)
  if (inScope === false) return 'out'
  return kinds.length > 0 ? 'none' : 'act'
}

/** `report+complaint WL2002`, `inquiry none`, `out_of_scope out`, `thanks act`. */
const nameOf = (want: string, subject: string) => `${want} ${subject}`
const parse = (name: string) => {
  const [want = '', subject = ''] = name.split(' ')
  return { want, subject }
}

/** The classes found in these texts, in the order of the texts, and the class of each text by its number. */
export function mattersOf(texts: readonly LabelledText[]): { matters: string[]; targets: number[] } {
  const pairs = texts.map(item => nameOf(wantOf(item), subjectOf(item)))
  const counts = new Map<string, number>()
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  const names = pairs.map(pair => {
    const { want, subject } = parse(pair)
    return counts.get(pair)! >= MIN_TEXTS || subject === 'out' ? pair : nameOf(want, 'rest')
  })
  const ids = new Map<string, number>()
  for (const name of names) if (!ids.has(name)) ids.set(name, ids.size)
  return { matters: [...ids.keys()], targets: names.map(name => ids.get(name)!) }
}

/** Wider classes of each matter: what is wanted, and the subject. */
export function matterFamilies(matters: readonly string[]): number[][] {
  const numbered = (names: readonly string[]) => {
    const distinct = [...new Set(names)]
    return names.map(name => distinct.indexOf(name))
  }
  return [numbered(matters.map(name => parse(name).want)), numbered(matters.map(name => parse(name).subject))]
}

export interface MatterSums {
  /** In the order of INTENTS, summing to about 1; a text of two kinds counts half for each. */
  intent: Float64Array
  /** In the order of KINDS, each by itself. */
  kinds: Float64Array
  /** Of being in scope. */
  scope: number
}

interface Meaning {
  intents: number[]
  kinds: number[]
  isOut: boolean
}
const meanings = new WeakMap<readonly string[], Meaning[]>()

/** What each matter stands for, by number; read off the names once. */
function meaningsOf(matters: readonly string[]): Meaning[] {
  let found = meanings.get(matters)
  if (!found) {
    found = matters.map(name => {
      const { want, subject } = parse(name)
      const intents = want.split('+') as Intent[]
      return {
        intents: intents.map(id => INTENTS.indexOf(id)),
        kinds: intents.map(id => KINDS.indexOf(id as Kind)).filter(i => i >= 0),
        isOut: subject === 'out'
      }
    })
    meanings.set(matters, found)
  }
  return found
}

/** Probabilities of intents, kinds and scope, each the sum over the matters that mean it. None is quite 0 or 1. */
export function matterSums(matters: readonly string[], probabilities: ArrayLike<number>): MatterSums {
  const intent = new Float64Array(INTENTS.length).fill(PROBABILITY_FLOOR)
  const kinds = new Float64Array(KINDS.length).fill(PROBABILITY_FLOOR)
  let out = PROBABILITY_FLOOR
  for (const [i, meaning] of meaningsOf(matters).entries()) {
    for (const id of meaning.intents) intent[id]! += probabilities[i]! / meaning.intents.length
    for (const id of meaning.kinds) kinds[id]! += probabilities[i]!
    if (meaning.isOut) out += probabilities[i]!
  }
  const below1 = (p: number) => Math.min(p, 1 - PROBABILITY_FLOOR)
  return { intent, kinds: kinds.map(below1), scope: below1(Math.max(PROBABILITY_FLOOR, 1 - out)) }
}
