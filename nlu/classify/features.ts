// What the model sees of a text: words, word pairs, character pairs, acts, appeals, concepts, word classes, and how the text
// ends.
import { conceptsIn } from '../lexicons/concepts.ts'
import { readAppealCues } from './appeal-cues.ts'
import { categoryGroup } from './categories.ts'
import type { Reading } from './reading.ts'

/** Raise when the features change, so that a stored model of another make is not used. */
export const FEATURE_VERSION = 10

const LETTER = /[\p{L}\p{N}]/u
const LAST_CLAUSE = /[^,。!?;\n]+[,。!?;\s]*$/
const SENTENCE_END = /[。!?;\n]/
/** Shorter than this, a text may well leave out what it is about. */
const FRAGMENT = 12
const LENGTHS = [4, 8, 16, 40, 120]

const HAN_RUN = /\p{Script=Han}+/gu
/** Most words are Chinese: one look at the first unit tells. */
const startsHan = (word: string) => word >= '一' && word < '\ua000'
export const hasLetter = (token: string) => startsHan(token) || LETTER.test(token)
export const wordShape = (word: string) =>
  startsHan(word) ? word : /^\d+$/.test(word) ? '0' : /^[a-zA-Z]+$/.test(word) ? word.toLowerCase() : word

/** w word, b word pair, c character and character pair. */
function* wordFeatures({ source }: Reading): Generator<string> {
  let previous = '^'
  for (const token of source.tokens) {
    if (!hasLetter(token.text)) continue
    const word = wordShape(token.text)
    yield `w${word}`
    yield `b${previous} ${word}`
    previous = word
  }
  yield `b${previous} $`
  for (const run of source.text.match(HAN_RUN) ?? [])
    for (let i = 0; i < run.length; i++) {
      yield `c${run[i]}`
      if (i + 2 <= run.length) yield `c${run.slice(i, i + 2)}`
    }
}

/** % act hinted at, = act said by a clause, ! wording of an appeal, # concept, @ category hinted at. */
export function* cueFeatures({ acts, cues, concepts, hinted, source }: Reading): Generator<string> {
  for (const act of acts.cues) {
    yield `%${act}`
    for (const name of concepts) if (name.startsWith('t_')) yield `%${act}&${name}`
    for (const other of acts.cues) if (act < other) yield `%${act}&${other}`
  }
  for (const act of acts.clauses) if (act) yield `=${act}`
  if (acts.clauses[0]) yield `=^${acts.clauses[0]}`
  for (const cue of cues) {
    yield `!${cue}`
    for (const other of cues) if (cue < other) yield `!${cue}&${other}`
  }
  for (const name of concepts) yield `#${name}`
  const venues = concepts.filter(name => name.startsWith('v_'))
  const problems = concepts.filter(name => name.startsWith('p_'))
  // nothing of culture or tourism named, or something of another office: most of what is out of scope
  const others = concepts.filter(name => name.startsWith('o_'))
  const isFragment = source.text.length < FRAGMENT
  const named = `${isFragment ? 'f' : ''}${Math.min(venues.length, 2)}`
  yield `venues${named}`
  yield `others${Math.min(others.length, 2)}`
  yield `venues${named}&others${Math.min(others.length, 2)}`
  for (const venue of venues) for (const problem of problems) yield `#${venue}&${problem}`
  for (const code of hinted) {
    yield `@${code}`
    yield `@${categoryGroup(code)}`
  }
}

/** In a long letter the request stands at the end ($), the subject at the beginning (^). */
export function* placeFeatures({ text }: { text: string }): Generator<string> {
  const ending = LAST_CLAUSE.exec(text)?.[0] ?? ''
  for (const name of conceptsIn(ending)) yield `$${name}`
  for (const cue of readAppealCues(ending)) yield `$!${cue}`
  const firstEnd = text.search(SENTENCE_END)
  for (const name of conceptsIn(firstEnd > 0 ? text.slice(0, firstEnd) : text)) yield `^${name}`
  const length = Array.from(text).length
  yield `length${LENGTHS.filter(limit => length >= limit).length}`
  if (/\?\s*$/.test(text)) yield 'ends?'
  if (text.includes('?')) yield 'has?'
  if (/\d/.test(text)) yield 'digits'
}

/** & word class. */
export function* classFeatures({ wordClasses }: Reading): Generator<string> {
  for (const name of wordClasses) yield `&${name}`
}

/** Feature names with their counts. */
export function featureCounts(reading: Reading): Map<string, number> {
  const counts = new Map<string, number>()
  for (const part of [
    wordFeatures(reading),
    cueFeatures(reading),
    placeFeatures(reading.source),
    classFeatures(reading)
  ])
    for (const name of part) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
