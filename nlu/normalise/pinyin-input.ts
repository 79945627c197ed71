// Toneless pinyin typed for Chinese: "daoyou qiangzhi gouwu", "客服说不pei", "3000kuai".
import { domainWords } from '../lexicons/domain-words.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'
import { derivedTable } from './derived-tables.ts'
import type { Edit } from './mapped-text.ts'
import { isSyllable, syllablesOf } from './syllables.ts'
import { commonWords, logFrequency } from './word-frequency.ts'

interface Entry {
  word: string
  score: number
  isDomain: boolean
}
interface Step extends Entry {
  from: number
  total: number
  hasDomain: boolean
}

const COMMON_WORD_COUNT = 300
const DOMAIN_WORD = Math.log(5e-4)
const SPOKEN_WORD = Math.log(6e-3)
const MAX_SYLLABLES = 5
/** Paths below this mean log probability for each syllable are foreign words that happen to read as pinyin. */
const WORST_MEAN = -7.2
const GOOD_MEAN = -4.5
const LONGEST_ABBREVIATION = 6
/** Measure words: what a syllable right behind a number means. */
const UNITS = new Map(
  Object.entries({
    kuai: '块',
    yuan: '元',
    qian: '千',
    bai: '百',
    wan: '万',
    tian: '天',
    hao: '号',
    yue: '月',
    dian: '点'
  })
)
for (const [letters, unit] of Object.entries({
  nian: '年',
  ge: '个',
  ren: '人',
  lou: '楼',
  ban: '半',
  fen: '分',
  wei: '位',
  ci: '次'
}))
  UNITS.set(letters, unit)
const UNIT_AFTER_NUMBER = new RegExp(`^(?:${[...UNITS.keys()].join('|')})`)

const english = lexiconTable(() => new Set(readLexicon('english-words.txt').flatMap(line => line.split(/\s+/))))

/** Lines `letters word`: of the common words that sound alike, the most common. */
const commonReadings = derivedTable({
  name: 'pinyin',
  layout: 1,
  from: ['@node-rs/jieba', 'pinyin-pro'],
  make() {
    const best = new Map<string, [string, number]>()
    for (const [word, count] of commonWords(COMMON_WORD_COUNT)) {
      if (!/^[\u4e00-\u9fff]+$/.test(word)) continue
      const letters = syllablesOf(word).join('')
      if ((best.get(letters)?.[1] ?? 0) < count) best.set(letters, [word, count])
    }
    return Buffer.from([...best].map(([letters, [word]]) => `${letters} ${word}`).join('\n'))
  }
})

const entries = lexiconTable(() => {
  const map = new Map<string, Entry>()
  for (const line of commonReadings().toString('utf8').split('\n')) {
    const gap = line.indexOf(' ')
    const word = line.slice(gap + 1)
    map.set(line.slice(0, gap), { word, score: logFrequency(word), isDomain: false })
  }
  for (const word of domainWords()) {
    if (!/^[\u4e00-\u9fff]{2,5}$/.test(word)) continue
    const letters = syllablesOf(word).join('')
    if ((map.get(letters)?.score ?? Number.NEGATIVE_INFINITY) < DOMAIN_WORD)
      map.set(letters, { word, score: DOMAIN_WORD, isDomain: true })
  }
  // spoken words and single syllables, by hand: news counts would give 被 for bei but 配 for pei
  for (const line of readLexicon('pinyin-words.txt')) {
    for (const item of line.split(/\s+/)) {
      const [word = item, reading = syllablesOf(word).join('')] = item.split(':')
      map.set(reading, { word, score: Math.max(SPOKEN_WORD, logFrequency(word)), isDomain: false })
    }
  }
  return map
})

/** All places where the letters may be cut into syllables; blanks force a cut. */
function cuts(letters: string, forced: ReadonlySet<number>): boolean[] {
  const reachable = new Array<boolean>(letters.length + 1).fill(false)
  reachable[0] = true
  for (let i = 0; i < letters.length; i++) {
    if (!reachable[i]) continue
    for (let length = 1; length <= 6 && i + length <= letters.length; length++) {
      if (isSyllable(letters.slice(i, i + length))) reachable[i + length] = true
      if (forced.has(i + length)) break
    }
  }
  return reachable
}

/** Best reading of a run of pinyin letters (lower case, without blanks), or null where there is none. */
function decode(
  letters: string,
  forced: ReadonlySet<number>,
  afterNumber: boolean
): { words: Entry[]; mean: number; hasDomain: boolean } | null {
  const words = entries()
  const reachable = cuts(letters, forced)
  if (!reachable[letters.length]) return null
  const best = new Array<Step | null>(letters.length + 1).fill(null)
  const start: Step = { word: '', score: 0, isDomain: false, from: -1, total: 0, hasDomain: false }
  best[0] = start
  for (let i = 0; i < letters.length; i++) {
    const here = best[i]
    if (!here) continue
    for (let length = 1; length <= MAX_SYLLABLES * 6 && i + length <= letters.length; length++) {
      const end = i + length
      if (!reachable[end]) continue
      const piece = letters.slice(i, end)
      const unit = i === 0 && afterNumber ? UNITS.get(piece) : undefined
      const entry = unit ? { word: unit, score: SPOKEN_WORD, isDomain: false } : words.get(piece)
      if (!entry) continue
      const total = here.total + entry.score
      if (!best[end] || best[end].total < total)
        best[end] = { ...entry, from: i, total, hasDomain: here.hasDomain || (entry.isDomain && entry.word.length > 1) }
    }
  }
  const last = best[letters.length]
  if (!last) return null
  const path: Entry[] = []
  for (let at = letters.length; at > 0; at = best[at]!.from) path.unshift(best[at]!)
  const syllables = path.reduce((n, entry) => n + entry.word.length, 0)
  return { words: path, mean: last.total / syllables, hasDomain: last.hasDomain }
}

const RUN = /[a-zA-Zü]+(?:[ '][a-zA-Zü]+)*/g
const JOINED_TO_CODE = /[@._/:\\\-#&=+]/
const isHan = (char: string | undefined) => char !== undefined && char >= '\u3400' && char <= '\u9fff'

/** Splits a run into stretches of tokens that may be pinyin; capitals, English words and codes break it. */
function stretches(run: string, offset: number, text: string): { start: number; end: number }[] {
  const englishWords = english()
  const list: { start: number; end: number }[] = []
  let open = false
  for (const match of run.matchAll(/[a-zA-Zü]+/g)) {
    const start = offset + match.index
    const end = start + match[0].length
    const lower = match[0].toLowerCase()
    const before = text[start - 1] ?? ''
    const after = text[end] ?? ''
    const isPinyin =
      !(match[0].length > 1 && match[0].length < LONGEST_ABBREVIATION && match[0] === match[0].toUpperCase()) &&
      !englishWords.has(lower) &&
      !JOINED_TO_CODE.test(before) &&
      !JOINED_TO_CODE.test(after.replace('.', '')) &&
      !/\d/.test(after) &&
      (!/\d/.test(before) || UNIT_AFTER_NUMBER.test(lower)) &&
      cuts(lower.replaceAll('ü', 'v'), new Set())[lower.length]
    if (isPinyin && open) list.at(-1)!.end = end
    else if (isPinyin) list.push({ start, end })
    open = Boolean(isPinyin)
  }
  return list
}

/**
 * Edits that write pinyin as Chinese: known domain words always, other words where they make a whole stretch of three
 * or more syllables or are glued to Chinese characters or a number. Names in Latin letters that read as pinyin may be
 * rewritten too; what is shown is always the raw text.
 */
export function pinyinEdits(text: string): Edit[] {
  if (!/[a-zA-Z]/.test(text)) return []
  const edits: Edit[] = []
  for (const run of text.matchAll(RUN)) {
    for (const { start, end } of stretches(run[0], run.index, text)) {
      const typed = text.slice(start, end).toLowerCase().replaceAll('ü', 'v')
      const forced = new Set<number>()
      let letters = ''
      for (const char of typed) {
        if (char === ' ' || char === "'") forced.add(letters.length)
        else letters += char
      }
      const afterNumber = /\d ?$/.test(text.slice(0, start))
      const reading = decode(letters, forced, afterNumber)
      if (!reading) continue
      const chinese = reading.words.map(entry => entry.word).join('')
      const glued = isHan(text[start - 1]) || isHan(text[end]) || afterNumber
      const whole = text.trim().length === end - start
      const accepted =
        reading.hasDomain ||
        (reading.mean >= WORST_MEAN && (glued || whole || chinese.length >= (reading.mean >= GOOD_MEAN ? 2 : 3)))
      if (accepted) edits.push({ start, end, text: chinese })
    }
  }
  return edits
}
