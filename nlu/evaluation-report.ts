// The long form of an evaluation, in Markdown: every intent, kind, category and kind of noise by itself.
import { KINDS, type LabelledText } from './classify/training-data.ts'
import { readLexicon } from './lexicons/read-lexicon.ts'
import type { Kind, Understanding } from './understanding.ts'

export interface Judged {
  item: LabelledText
  got: Understanding
}

const MAX_PAIRS = 25

const percent = (part: number, of: number) => (of > 0 ? `${((100 * part) / of).toFixed(1)} %` : '–')

function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`)
  return `## ${title}\n\n${lines.join('\n')}\n`
}

/** Precision, recall and F1 of each name that was wanted or given. */
function perName(
  title: string,
  judged: readonly Judged[],
  wanted: (item: LabelledText) => readonly string[],
  given: (got: Understanding) => readonly string[]
): string {
  const counts = new Map<string, { right: number; given: number; wanted: number }>()
  const of = (name: string) => {
    const known = counts.get(name) ?? { right: 0, given: 0, wanted: 0 }
    counts.set(name, known)
    return known
  }
  for (const { item, got } of judged) {
    const wants = wanted(item)
    for (const name of wants) of(name).wanted++
    for (const name of given(got)) {
      of(name).given++
      if (wants.includes(name)) of(name).right++
    }
  }
  const rows = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => [
      name,
      n.wanted,
      percent(n.right, n.given),
      percent(n.right, n.wanted),
      percent(2 * n.right, n.wanted + n.given)
    ])
  return table(title, ['', 'sentences', 'precision', 'recall', 'F1'], rows)
}

function confusions(
  title: string,
  judged: readonly Judged[],
  pairOf: (one: Judged) => [string, string] | null
): string {
  const counts = new Map<string, number>()
  for (const one of judged) {
    const pair = pairOf(one)
    if (pair && pair[0] !== pair[1]) counts.set(pair.join(' → '), (counts.get(pair.join(' → ')) ?? 0) + 1)
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MAX_PAIRS)
  return table(title, ['wanted → given', 'times'], rows)
}

const kindsKey = (kinds: readonly Kind[]) => KINDS.filter(kind => kinds.includes(kind)).join('+') || '-'
const topIntent = (got: Understanding) => got.intents[0]?.id ?? '-'
/** Top intent as labelled; where a text has several kinds, any of them may lead. */
export const isIntentRight = ({ item, got }: Judged) => {
  const top = topIntent(got)
  return top === item.intent || item.kinds.some(kind => kind === top)
}
export const areKindsRight = ({ item, got }: Judged) => kindsKey(item.kinds) === kindsKey(got.kinds)

/** Any word of two characters or more from the left side of lexicons/dialect.txt. */
function isDialect(text: string): boolean {
  const words = readLexicon('dialect.txt').map(line => line.split(' => ')[0] ?? '')
  return words.some(word => word.length >= 2 && text.includes(word))
}

/** How a held-out sentence departs from written Standard Chinese; `clean` for those outside noisy.txt. */
export function noiseOf({ text, where }: LabelledText): string {
  if (!where.startsWith('noisy.txt')) return 'clean'
  if ((text.match(/[a-z]{2,}/gi) ?? []).length >= 2) return 'pinyin'
  if (/[們這個為說國時會學來見買賣門開關書館導遊報請麼無證裡還過讓嘅喺冇啲佢唔]/.test(text)) return 'traditional'
  if (text.length >= 30 && !/[,，。、!！?？;；]/.test(text)) return 'voice'
  return isDialect(text) ? 'dialect' : 'typo'
}

function byNoise(judged: readonly Judged[]): string {
  const groups = new Map<string, Judged[]>()
  for (const one of judged) {
    const noise = noiseOf(one.item)
    for (const name of noise === 'clean' ? ['clean'] : ['all noisy', noise])
      groups.set(name, [...(groups.get(name) ?? []), one])
  }
  const rows = [...groups].map(([name, group]) => {
    const leaves = group.filter(({ item }) => item.category !== null)
    return [
      name,
      group.length,
      percent(group.filter(isIntentRight).length, group.length),
      percent(group.filter(areKindsRight).length, group.length),
      percent(leaves.filter(({ item, got }) => item.category === got.category?.code).length, leaves.length)
    ]
  })
  return table('Noisy against clean', ['', 'sentences', 'intent', 'kinds', 'leaf'], rows)
}

const flag = (name: string, is: boolean) => (is ? [name] : [])

/** Tables of intents, kinds, categories, scope, emergency and noise, with what was taken for what. */
export function classificationReport(judged: readonly Judged[]): string {
  const categorised = judged.filter(({ item }) => item.category !== null)
  const scoped = judged.filter(({ item }) => item.inScope !== null)
  return [
    perName(
      'Intents',
      judged,
      item => [item.intent],
      got => [topIntent(got)]
    ),
    confusions('Intents taken for others', judged, one =>
      isIntentRight(one) ? null : [one.item.intent, topIntent(one.got)]
    ),
    perName(
      'Kinds',
      judged,
      item => item.kinds,
      got => got.kinds
    ),
    confusions('Kinds taken for others', judged, ({ item, got }) => [kindsKey(item.kinds), kindsKey(got.kinds)]),
    perName(
      'Categories, 4 digits',
      categorised,
      item => [item.category?.slice(0, 6) ?? '-'],
      got => [got.category?.code.slice(0, 6) ?? '-']
    ),
    perName(
      'Categories, leaves',
      categorised,
      item => [item.category ?? '-'],
      got => [got.category?.code ?? '-']
    ),
    confusions('Leaves taken for others', categorised, ({ item, got }) => [
      item.category ?? '-',
      got.category?.code ?? '-'
    ]),
    perName(
      'Scope',
      scoped,
      item => [item.inScope ? 'in' : 'out'],
      got => [got.inScope ? 'in' : 'out']
    ),
    perName(
      'Emergency',
      judged,
      item => [...flag('emergency', item.emergency.length > 0), ...item.emergency],
      got => [...flag('emergency', got.emergency !== null), ...(got.emergency?.numbers ?? [])]
    ),
    byNoise(judged)
  ].join('\n')
}
