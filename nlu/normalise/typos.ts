// Homophone and look-alike typos (错别字) of domain words: 宾官 → 宾馆, 强至 → 强制, 投拆 → 投诉.
import { domainWords } from '../lexicons/domain-words.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import type { Edit } from './mapped-text.ts'
import { createSpelling, type SoundNode, type Spelling } from './spelling.ts'
import { blurSyllable, readingsOf } from './syllables.ts'
import { wordCount } from './word-frequency.ts'

interface Word {
  text: string
  start: number
  end: number
}

interface Reading {
  syllables: readonly string[]
  /** The same, what sounds alike made one; the first `usual` of them are those of the two commonest readings. */
  blurred: readonly string[]
  usual: number
}

const MAX_WINDOW = 5
/** Readings of a character that are tried, most usual first. */
const MAX_READINGS = 3
const USUAL_READINGS = 2
// Noisy channel: a stretch is repaired when log P(word) + log P(this typo) beats log P(the stretch as it stands).
const FIRST_WRONG_CHAR = Math.log(1e-3)
const FURTHER_WRONG_CHAR = Math.log(0.1)
const BLURRED_SOUND = Math.log(0.05)
/** l for n, f for h: fewer write as they say these. */
const ROUGH_SOUND = Math.log(0.005)

const domain = lexiconTable(() => createSpelling(domainWords()))

type Blur = Spelling['blur']
const readings = new Map<Blur, Map<string, Reading>>()

function readingOf(char: string, blur: Blur): Reading {
  let byChar = readings.get(blur)
  if (!byChar) {
    byChar = new Map()
    readings.set(blur, byChar)
  }
  let known = byChar.get(char)
  if (!known) {
    const syllables = readingsOf(char).slice(0, MAX_READINGS)
    const usual = new Set(syllables.slice(0, USUAL_READINGS).map(blur))
    known = { syllables, blurred: [...new Set(syllables.map(blur))], usual: usual.size }
    byChar.set(char, known)
  }
  return known
}

/** Where the sounds of a stretch lead, one character further. */
function step(nodes: readonly SoundNode[], char: string, blur: Blur): SoundNode[] {
  const reached: SoundNode[] = []
  for (const node of nodes) {
    if (node.next.size === 0) continue
    for (const syllable of readingOf(char, blur).blurred) {
      const next = node.next.get(syllable)
      if (next && !reached.includes(next)) reached.push(next)
    }
  }
  return reached
}

function differing(a: string, b: string): number {
  let n = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) n++
  return n
}

/** What it costs that the stretch sounds like the word: nothing, a blurred sound, or null where it does not. */
function soundPenalty(stretch: string, syllables: readonly string[], blur: Blur): number | null {
  let penalty = 0
  let isUsual = true
  for (let i = 0; i < stretch.length; i++) {
    const own = readingOf(stretch[i]!, blur)
    const wanted = syllables[i]!
    if (own.blurred.indexOf(blur(wanted)) >= own.usual) isUsual = false
    if (own.syllables.includes(wanted)) continue
    const blurred = blurSyllable(wanted)
    const isBlurred = own.syllables.some(syllable => blurSyllable(syllable) === blurred)
    penalty = Math.min(penalty, isBlurred ? BLURRED_SOUND : ROUGH_SOUND)
  }
  return penalty === 0 || isUsual ? penalty : null
}

function bestRepair(
  stretch: string,
  nodes: readonly SoundNode[],
  asItStands: number,
  spelling: Spelling
): string | null {
  let best: string | null = null
  let bestScore = asItStands
  const consider = (word: string, penalty: number) => {
    const wrong = differing(stretch, word)
    // all characters wrong says little about which word was meant (飞椅 is not 非遗)
    if (wrong === 0 || wrong === word.length) return
    const score = spelling.likelihood(word) + FIRST_WRONG_CHAR + (wrong - 1) * FURTHER_WRONG_CHAR + penalty
    if (score > bestScore) {
      bestScore = score
      best = word
    }
  }
  const shape = spelling.byShape.get(stretch)
  if (shape) consider(shape, 0)
  for (const { words } of nodes)
    for (const { text, syllables } of words) {
      const penalty = soundPenalty(stretch, syllables, spelling.blur)
      if (penalty !== null) consider(text, penalty)
    }
  return best
}

const HAN = /^[\u3400-\u9fff]+$/

/**
 * Edits (same length each) that put right misspelt words of a list, domain words where none is given. Only stretches
 * that jieba broke into pieces are looked at, so a word that exists ("九点", "女友") is never turned into one that sounds like it.
 */
export function typoEdits(words: readonly Word[], spelling: Spelling = domain()): Edit[] {
  const isHan = words.map(word => HAN.test(word.text))
  const edits: Edit[] = []
  for (let i = 0; i < words.length; i++) {
    if (!isHan[i]) continue
    let stretch = ''
    let singles = 0
    let nodes: readonly SoundNode[] = [spelling.sounds]
    let found: { edit: Edit; last: number } | null = null
    for (let j = i; j < words.length && isHan[j] && stretch.length < MAX_WINDOW; j++) {
      const word = words[j]!.text
      stretch += word
      if (stretch.length > MAX_WINDOW) break
      for (const char of word) nodes = step(nodes, char, spelling.blur)
      if (word.length === 1) singles++
      if (stretch.length < 2) continue
      if (nodes.every(node => node.words.length === 0) && !spelling.byShape.has(stretch)) continue
      // two ordinary words side by side are no typo; nor is one word that the dictionary or we know
      if (singles === 0 || spelling.words.has(stretch) || wordCount(stretch) > 0) continue
      const asItStands = spelling.likelihoodOf(words.slice(i, j + 1).map(({ text }) => text))
      const repair = bestRepair(stretch, nodes, asItStands, spelling)
      if (repair) found = { edit: { start: words[i]!.start, end: words[j]!.end, text: repair }, last: j }
    }
    if (found) {
      edits.push(found.edit)
      i = found.last
    }
  }
  return edits
}
