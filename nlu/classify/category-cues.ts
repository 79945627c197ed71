// Categories (问题分类) that a text hints at by naming a kind of place and what is wrong with it: lexicons/category-cues.txt.
import { AppError } from '../../core/errors.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'
import { isCategoryCode } from './categories.ts'

interface Cue {
  code: string
  /** One of these concepts must be mentioned; empty for any. */
  venues: string[]
  pattern: RegExp
  where: string
}

const table = lexiconTable<Cue[]>(() =>
  lexiconLines('category-cues.txt').map(({ text: line, where }) => {
    const parts = /^(WL\d{6}) (\S+): (.*)$/.exec(line)
    if (!parts || !isCategoryCode(parts[1]!))
      throw new AppError('NLU_DATA_INVALID', { detail: `category-cues.txt: ${line.slice(0, 30)}` })
    return {
      code: parts[1]!,
      venues: parts[2] === '-' ? [] : parts[2]!.split(','),
      pattern: new RegExp(parts[3]!),
      where
    }
  })
)

/** Leaf codes hinted at, in the tree's order. `concepts` are those of the same normalised text. */
export function hintedCategories(text: string, concepts: readonly string[]): string[] {
  return cuesIn(text, concepts).map(cue => cue.code)
}

function cuesIn(text: string, concepts: readonly string[]): Cue[] {
  const mentioned = new Set(concepts)
  return table().filter(
    cue => (cue.venues.length === 0 || cue.venues.some(venue => mentioned.has(venue))) && cue.pattern.test(text)
  )
}

/** The words that hint at each category, and the line of the lexicon that says so. */
export function categoryCueWords(
  text: string,
  concepts: readonly string[]
): { code: string; found: string; where: string }[] {
  return cuesIn(text, concepts).map(({ code, pattern, where }) => ({
    code,
    found: pattern.exec(text)?.[0] ?? '',
    where
  }))
}
