// Homophone and look-alike typos (错别字) of domain words: 宾官 → 宾馆, 强至 → 强制, 投拆 → 投诉.
import { domainWords } from '../lexicons/domain-words.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'
import type { Edit } from './mapped-text.ts'
import { blurSyllable, readingsOf, syllablesOf } from './syllables.ts'
import { logFrequency, wordCount } from './word-frequency.ts'

interface Word {
  text: string
  start: number
  end: number
}

/** Domain words by their blurred sounds, one syllable a step. */
interface SoundNode {
  next: Map<string, SoundNode>
  /** Words that sound so far, each with its syllables as they are. */
  words: { text: string; syllables: readonly string[] }[]
}
interface Index {
  words: Set<string>
  sounds: SoundNode
  byShape: Map<string, string>
}
interface Reading {
  syllables: readonly string[]
  /** The same, n/ng and z/zh made one; the first `usual` of them are those of the two commonest readings. */
  blurred: readonly string[]
  usual: number
}

const MAX_WINDOW = 5
/** Readings of a character that are tried, most usual first. */
const MAX_READINGS = 3
const USUAL_READINGS = 2
// Noisy channel: a stretch is repaired when log P(domain word) + log P(this typo) beats log P(the stretch as it stands).
const DOMAIN_WORD = Math.log(2e-4)
const FIRST_WRONG_CHAR = Math.log(1e-3)
const FURTHER_WRONG_CHAR = Math.log(0.1)
const BLURRED_SOUND = Math.log(0.05)

const shared = lexiconTable((): Index => {
  const words = new Set(domainWords().filter(word => /^[\u3400-\u9fff]{2,5}$/.test(word)))
  const index: Index = { words, sounds: { next: new Map(), words: [] }, byShape: new Map() }
  const lookAlikes = new Map<string, string[]>()
  for (const group of readLexicon('look-alike-characters.txt').map(line => Array.from(line)))
    for (const char of group)
      lookAlikes.set(char, [...(lookAlikes.get(char) ?? []), ...group.filter(other => other !== char)])
  for (const word of words) {
    const syllables = syllablesOf(word)
    let node = index.sounds
    for (const syllable of syllables.map(blurSyllable)) {
      let next = node.next.get(syllable)
      if (!next) {
        next = { next: new Map(), words: [] }
        node.next.set(syllable, next)
      }
      node = next
    }
    node.words.push({ text: word, syllables })
    for (const [i, char] of Array.from(word).entries())
      for (const other of lookAlikes.get(char) ?? []) {
        const wrong = word.slice(0, i) + other + word.slice(i + 1)
        if (!words.has(wrong)) index.byShape.set(wrong, word)
      }
  }
  return index
})

const readings = new Map<string, Reading>()

function readingOf(char: string): Reading {
  let known = readings.get(char)
  if (!known) {
    const syllables = readingsOf(char).slice(0, MAX_READINGS)
    const usual = new Set(syllables.slice(0, USUAL_READINGS).map(blurSyllable))
    known = { syllables, blurred: [...new Set(syllables.map(blurSyllable))], usual: usual.size }
    readings.set(char, known)
  }
  return known
}

/** Where the sounds of a stretch lead, one character further. */
function step(nodes: readonly SoundNode[], char: string): SoundNode[] {
  const reached: SoundNode[] = []
  for (const node of nodes) {
    if (node.next.size === 0) continue
    for (const syllable of readingOf(char).blurred) {
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
function soundPenalty(stretch: string, syllables: readonly string[]): number | null {
  let isExact = true
  let isUsual = true
  for (let i = 0; i < stretch.length; i++) {
    const own = readingOf(stretch[i]!)
    const wanted = syllables[i]!
    if (!own.syllables.includes(wanted)) isExact = false
    if (own.blurred.indexOf(blurSyllable(wanted)) >= own.usual) isUsual = false
  }
  return isExact ? 0 : isUsual ? BLURRED_SOUND : null
}

function bestRepair(stretch: string, nodes: readonly SoundNode[], asItStands: number, index: Index): string | null {
  let best: string | null = null
  let bestScore = asItStands
  const consider = (word: string, penalty: number) => {
    const wrong = differing(stretch, word)
    // all characters wrong says little about which word was meant (飞椅 is not 非遗)
    if (wrong === 0 || wrong === word.length) return
    const score = DOMAIN_WORD + FIRST_WRONG_CHAR + (wrong - 1) * FURTHER_WRONG_CHAR + penalty
    if (score > bestScore) {
      bestScore = score
      best = word
    }
  }
  const shape = index.byShape.get(stretch)
  if (shape) consider(shape, 0)
  for (const { words } of nodes)
    for (const { text, syllables } of words) {
      const penalty = soundPenalty(stretch, syllables)
      if (penalty !== null) consider(text, penalty)
    }
  return best
}

const HAN = /^[\u3400-\u9fff]+$/

/**
 * Edits (same length each) that put right misspelt domain words. Only stretches that jieba broke into pieces are looked
 * at, so a word that exists ("九点", "女友") is never turned into one that sounds like it.
 */
export function typoEdits(words: readonly Word[]): Edit[] {
  const index = shared()
  const isHan = words.map(word => HAN.test(word.text))
  const edits: Edit[] = []
  for (let i = 0; i < words.length; i++) {
    if (!isHan[i]) continue
    let stretch = ''
    let singles = 0
    let nodes: readonly SoundNode[] = [index.sounds]
    let found: { edit: Edit; last: number } | null = null
    for (let j = i; j < words.length && isHan[j] && stretch.length < MAX_WINDOW; j++) {
      const word = words[j]!.text
      stretch += word
      if (stretch.length > MAX_WINDOW) break
      for (const char of word) nodes = step(nodes, char)
      if (word.length === 1) singles++
      if (stretch.length < 2) continue
      if (nodes.every(node => node.words.length === 0) && !index.byShape.has(stretch)) continue
      // two ordinary words side by side are no typo; nor is one word that the dictionary or we know
      if (singles === 0 || index.words.has(stretch) || wordCount(stretch) > 0) continue
      let asItStands = 0
      for (let k = i; k <= j; k++) asItStands += logFrequency(words[k]!.text)
      const repair = bestRepair(stretch, nodes, asItStands, index)
      if (repair) found = { edit: { start: words[i]!.start, end: words[j]!.end, text: repair }, last: j }
    }
    if (found) {
      edits.push(found.edit)
      i = found.last
    }
  }
  return edits
}
