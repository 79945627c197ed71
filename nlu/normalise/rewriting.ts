// Editable rewritings: dialect words (方言), regional wording of the Traditional-script regions, typos that need context.
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'
import type { Edit } from './mapped-text.ts'

interface Rules {
  /** first character → entries, longest first */
  phrases: Map<string, { from: string; to: string; where: string }[]>
  patterns: { pattern: RegExp; to: string; where: string }[]
}
interface Word {
  text: string
  start: number
  end: number
}

const NUMERAL = /[\d一二三四五六七八九十百千万两几半]/

const shared = lexiconTable<Rules>(() => {
  const rules: Rules = { phrases: new Map(), patterns: [] }
  for (const { text, where } of ['dialect.txt', 'typos.txt'].flatMap(lexiconLines)) {
    const [from, to = ''] = text.split(/\s*=>\s*/)
    if (!from) continue
    if (from.startsWith('/')) rules.patterns.push({ pattern: new RegExp(from.slice(1, -1), 'g'), to, where })
    else rules.phrases.set(from[0]!, [...(rules.phrases.get(from[0]!) ?? []), { from, to, where }])
  }
  for (const list of rules.phrases.values()) list.sort((a, b) => b.from.length - a.from.length)
  return rules
})

/**
 * Edits by lexicons/dialect.txt and lexicons/typos.txt. A single character is rewritten only where jieba leaves it
 * standing alone and no number precedes it ("克老街" = 去老街, but 巧克力, 300克 stay).
 */
export function rewritingEdits(text: string, words: readonly Word[]): Edit[] {
  const { phrases, patterns } = shared()
  const alone = new Map(words.filter(word => word.text.length === 1).map(word => [word.start, word]))
  const edits: Edit[] = []
  for (let i = 0; i < text.length; ) {
    let end = i + 1
    for (const { from, to, where } of phrases.get(text[i]!) ?? []) {
      if (!text.startsWith(from, i)) continue
      if (from.length === 1 && (!alone.has(i) || NUMERAL.test(text[i - 1] ?? ''))) continue
      end = i + from.length
      if (to !== from) edits.push({ start: i, end, text: to, by: where })
      break
    }
    i = end
  }
  for (const { pattern, to, where } of patterns)
    for (const match of text.matchAll(pattern)) {
      const edit = {
        start: match.index,
        end: match.index + match[0].length,
        text: match[0].replace(new RegExp(pattern.source), to),
        by: where
      }
      if (!edits.some(other => other.start < edit.end && edit.start < other.end)) edits.push(edit)
    }
  return edits.sort((a, b) => a.start - b.start)
}
