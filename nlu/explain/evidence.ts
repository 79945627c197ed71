// One reason for a decision, as a person can follow it: what in the text, found by what, speaking for what, how strongly.
import { lexiconLines } from '../lexicons/read-lexicon.ts'

export interface Evidence {
  /** lexicon: a line that an editor can change; model: learnt from nlu/data/train; rule: in the program. */
  by: 'lexicon' | 'model' | 'rule'
  /** The words of the text, or the model's feature in words. */
  found: string
  /** What it stands for: a cue, a concept, a kind of name. */
  name: string
  /** `appeals.txt:12`, or the file of the rule. */
  where?: string
  /** Log-odds that it adds; negative speaks against. */
  weight?: number
}

/** `file.txt:12` of the line that holds the word on its own, or the file's name where none does. */
export function lineOfWord(file: string, word: string): string {
  const wanted = word.toLowerCase()
  const line = lexiconLines(file).find(({ text }) =>
    text
      .toLowerCase()
      .split(/[\s:]+/)
      .includes(wanted)
  )
  return line?.where ?? file
}
