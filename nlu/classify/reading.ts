// All that is read off a normalised text before any model sees it; computed once a message.
import { conceptsIn } from '../lexicons/concepts.ts'
import { wordClassesIn } from '../lexicons/word-classes.ts'
import { type NormalisedText, normaliseText } from '../normalise/normalised-text.ts'
import { type AppealCue, readAppealCues } from './appeal-cues.ts'
import { hintedCategories } from './category-cues.ts'
import { type ActReading, readActs } from './dialogue-acts.ts'
import { type DangerReading, readDanger } from './emergency-cues.ts'

export interface Reading {
  source: NormalisedText
  acts: ActReading
  cues: ReadonlySet<AppealCue>
  concepts: readonly string[]
  /** Of each word that has one (lexicons/word-classes.ts). */
  wordClasses: readonly string[]
  /** Category leaves hinted at by place and problem. */
  hinted: readonly string[]
  danger: DangerReading
}

export function readMessage(source: NormalisedText): Reading {
  const { text } = source
  const concepts = conceptsIn(text)
  return {
    source,
    acts: readActs(text),
    cues: readAppealCues(text),
    concepts,
    wordClasses: wordClassesIn(text),
    hinted: hintedCategories(text, concepts),
    danger: readDanger(text)
  }
}

/** From what was typed. */
export function readRaw(raw: string): Reading {
  return readMessage(normaliseText(raw))
}
