// Synonyms (同义词): what is said differently and means the same is searched by one concept.
import { readLexicon } from '../lexicons/read-lexicon.ts'
import { createPhraseMatcher, type PhraseMatcher } from './phrase-matcher.ts'

let matcher: PhraseMatcher<readonly string[]> | null = null

function load(): PhraseMatcher<readonly string[]> {
  const concepts = new Map<string, string[]>()
  for (const line of readLexicon('synonyms.txt')) {
    const words = line.split(/\s+/)
    for (const word of words) concepts.set(word, [...(concepts.get(word) ?? []), words[0]!])
  }
  return createPhraseMatcher(concepts)
}

/** Concepts that a normalised text names, each once; a concept is called by the first word of its line. */
export function conceptsIn(text: string): string[] {
  matcher ??= load()
  return [...new Set(matcher.find(text).flat())]
}
