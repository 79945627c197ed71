// Classes of words that dangers are told in (lexicons/danger-words.txt), and which of them stand close together.
import { AppError } from '../../core/errors.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'

/** Two classes count as said of the same thing when their words begin within so many units of each other. */
const NEAR = 22
/** Of each class at most so many places are looked at: keeps long letters linear. */
const MAX_PLACES = 6

const table = lexiconTable(() =>
  lexiconLines('danger-words.txt').map(({ text, where }) => {
    const colon = text.indexOf(': ')
    if (colon < 1) throw new AppError('NLU_DATA_INVALID', { detail: where })
    return { name: text.slice(0, colon), pattern: new RegExp(text.slice(colon + 2), 'g') }
  })
)

/** "没着火", "差点摔下去", "怕走丢": it did not happen. */
const DENIED =
  /(?:没有?|未|无|不会|不是|不|防止?|避免|怕|以防|免得|谨防|差(?:一)?点|险些|几乎|小心|当心|禁止|严禁|预防|不得|要是|万一|如果|假如)(?:人|我|被|有人|再|曾|发生|真|把)?$/

/** Whether the words before `at` say that what is told there did not happen. */
export const isDenied = (text: string, at: number): boolean => DENIED.test(text.slice(Math.max(0, at - 6), at))

/** As `text.matchAll(pattern)` without empty matches; does not make a new expression each time. */
export function* matchesIn(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text))
    if (match[0] === '') pattern.lastIndex++
    else yield match
}

/** Feature names: each class found, and each pair of classes found near each other. `text` is normalised and masked. */
export function dangerWords(text: string): string[] {
  const byName = new Map<string, number[]>()
  for (const { name, pattern } of table()) {
    const at = byName.get(name) ?? []
    for (const { index } of matchesIn(text, pattern)) {
      if (at.length >= MAX_PLACES) break
      if (!isDenied(text, index)) at.push(index)
    }
    if (at.length > 0) byName.set(name, at)
  }
  const places = Array.from(byName, ([name, at]) => ({ name, at }))
  const found = places.map(place => place.name)
  for (const [i, first] of places.entries())
    for (const second of places.slice(i + 1))
      if (first.at.some(a => second.at.some(b => Math.abs(a - b) <= NEAR))) found.push(`${first.name}&${second.name}`)
  return found
}
