// Homophone and look-alike typos (错别字) of domain words: 宾官 → 宾馆, 强至 → 强制, 投拆 → 投诉.
import { domainWords } from '../lexicons/domain-words.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'
import type { Edit } from './mapped-text.ts'
import { blurSyllable, readingsOf, syllablesOf } from './syllables.ts'
import { logFrequency, wordCounts } from './word-frequency.ts'

interface Word {
  text: string
  start: number
  end: number
}
interface Index {
  words: Set<string>
  bySound: Map<string, string[]>
  byBlurredSound: Map<string, string[]>
  byShape: Map<string, string>
}

const MAX_WINDOW = 5
// Noisy channel: a stretch is repaired when log P(domain word) + log P(this typo) beats log P(the stretch as it stands).
const DOMAIN_WORD = Math.log(2e-4)
const FIRST_WRONG_CHAR = Math.log(1e-3)
const FURTHER_WRONG_CHAR = Math.log(0.1)
const BLURRED_SOUND = Math.log(0.05)

const shared = lexiconTable((): Index => {
  const words = new Set(domainWords().filter(word => /^[\u3400-\u9fff]{2,5}$/.test(word)))
  const index: Index = { words, bySound: new Map(), byBlurredSound: new Map(), byShape: new Map() }
  const add = (map: Map<string, string[]>, key: string, word: string) => {
    const list = map.get(key)
    if (list) list.push(word)
    else map.set(key, [word])
  }
  const lookAlikes = new Map<string, string[]>()
  for (const group of readLexicon('look-alike-characters.txt').map(line => Array.from(line)))
    for (const char of group)
      lookAlikes.set(char, [...(lookAlikes.get(char) ?? []), ...group.filter(other => other !== char)])
  for (const word of words) {
    const sounds = syllablesOf(word)
    add(index.bySound, sounds.join(' '), word)
    add(index.byBlurredSound, sounds.map(blurSyllable).join(' '), word)
    for (const [i, char] of Array.from(word).entries())
      for (const other of lookAlikes.get(char) ?? []) {
        const wrong = word.slice(0, i) + other + word.slice(i + 1)
        if (!words.has(wrong)) index.byShape.set(wrong, word)
      }
  }
  return index
})

function combinations(lists: string[][]): string[] {
  return lists.reduce<string[]>(
    (heads, list) => heads.flatMap(head => list.map(item => (head ? `${head} ${item}` : item))),
    ['']
  )
}

function differing(a: string, b: string): number {
  let n = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) n++
  return n
}

function bestRepair(stretch: string, asItStands: number, index: Index): string | null {
  let best: string | null = null
  let bestScore = asItStands
  const consider = (word: string, penalty: number) => {
    const wrong = differing(stretch, word)
    if (wrong === 0) return
    // all characters wrong says little about which word was meant (飞椅 is not 非遗)
    if (wrong === word.length) return
    const score = DOMAIN_WORD + FIRST_WRONG_CHAR + (wrong - 1) * FURTHER_WRONG_CHAR + penalty
    if (score > bestScore) {
      bestScore = score
      best = word
    }
  }
  const shape = index.byShape.get(stretch)
  if (shape) consider(shape, 0)
  const readings = Array.from(stretch, readingsOf)
  for (const key of combinations(readings.map(list => list.slice(0, 3))))
    for (const word of index.bySound.get(key) ?? []) consider(word, 0)
  for (const key of new Set(combinations(readings.map(list => [...new Set(list.slice(0, 2).map(blurSyllable))]))))
    for (const word of index.byBlurredSound.get(key) ?? []) consider(word, BLURRED_SOUND)
  return best
}

const HAN = /^[\u3400-\u9fff]+$/

/**
 * Edits (same length each) that put right misspelt domain words. Only stretches that jieba broke into pieces are looked
 * at, so a word that exists ("九点", "女友") is never turned into one that sounds like it.
 */
export function typoEdits(words: readonly Word[]): Edit[] {
  const index = shared()
  const counts = wordCounts()
  const edits: Edit[] = []
  for (let i = 0; i < words.length; i++) {
    if (!HAN.test(words[i]!.text)) continue
    let stretch = ''
    let asItStands = 0
    let singles = 0
    let found: { edit: Edit; last: number } | null = null
    for (let j = i; j < words.length && stretch.length < MAX_WINDOW; j++) {
      const word = words[j]!.text
      if (!HAN.test(word)) break
      stretch += word
      asItStands += logFrequency(word)
      if (word.length === 1) singles++
      if (stretch.length > MAX_WINDOW || stretch.length < 2) continue
      // two ordinary words side by side are no typo; nor is one word that the dictionary or we know
      if (singles === 0 || index.words.has(stretch) || counts.has(stretch)) continue
      const repair = bestRepair(stretch, asItStands, index)
      if (repair) found = { edit: { start: words[i]!.start, end: words[j]!.end, text: repair }, last: j }
    }
    if (found) {
      edits.push(found.edit)
      i = found.last
    }
  }
  return edits
}
