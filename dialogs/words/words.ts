// How citizens say things that the dialogs must hear beyond what nlu/ understands: patterns by id, in yaml beside this file.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

/** What can be chosen by a tap or in words. `label` is shown and sent; `heard` also counts as choosing it. */
export interface Choice {
  id: string
  label: string
  heard: RegExp | null
}

export interface Words {
  /** Is it said in the text? The text is raw or normalised; patterns are written for both. */
  heard(id: string, text: string): boolean
  match(id: string, text: string): RegExpExecArray | null
  pattern(id: string): RegExp
  /** The number from 1 to 9 that the pattern's first group caught, told in digits or in characters ("第二个"). */
  number(id: string, text: string): number | null
  choice(id: string): Choice
  /** Which of the choices offered the text picks: its label or its words; else null. */
  pick(offered: readonly string[], text: string): string | null
  choiceIds(): string[]
  patternIds(): string[]
}

const choiceSchema = z.union([z.string(), z.strictObject({ label: z.string(), heard: z.string() })])
const patternsSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

function readYaml(name: string): unknown {
  return parse(readFileSync(path.join(projectRoot, 'dialogs', 'words', name), 'utf8'))
}

/** Without blanks and punctuation: what a tap, typed by hand, is compared by. */
export const squash = (text: string) => text.normalize('NFKC').replace(/[\s\p{P}\p{S}]/gu, '')

export function loadWords(language = 'zh-CN'): Words {
  const patterns = new Map<string, RegExp>()
  for (const [id, source] of Object.entries(patternsSchema.parse(readYaml(`${language}.yaml`)))) {
    patterns.set(id, new RegExp([source].flat().join('|'), 'iu'))
  }
  const choices = new Map<string, Choice>()
  for (const [id, value] of Object.entries(
    z.record(z.string(), choiceSchema).parse(readYaml(`${language}-choices.yaml`))
  )) {
    const { label, heard } = typeof value === 'string' ? { label: value, heard: null } : value
    choices.set(id, { id, label, heard: heard === null ? null : new RegExp(heard, 'iu') })
  }
  const pattern = (id: string): RegExp => {
    const found = patterns.get(id)
    if (!found) throw new AppError('INTERNAL', { detail: `no word pattern ${id}` })
    return found
  }
  const choice = (id: string): Choice => {
    const found = choices.get(id)
    if (!found) throw new AppError('INTERNAL', { detail: `no choice ${id}` })
    return found
  }
  return {
    pattern,
    choice,
    heard: (id, text) => pattern(id).test(text),
    match: (id, text) => pattern(id).exec(text),
    number(id, text) {
      const said = pattern(id).exec(text)?.[1]
      if (said === undefined) return null
      const at = pattern('choice.digits').source.indexOf(said)
      return at >= 0 ? at + 1 : Number(said)
    },
    choiceIds: () => [...choices.keys()],
    patternIds: () => [...patterns.keys()],
    pick(offered, text) {
      const said = squash(text)
      const exact = offered.find(id => squash(choice(id).label) === said)
      if (exact) return exact
      return offered.find(id => choice(id).heard?.test(said) || choice(id).heard?.test(text)) ?? null
    }
  }
}
