// Well-known businesses and platforms (lexicons/entities-known-respondents.txt).

import { lexiconTable } from '../../lexicons/lexicon-table.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import { dictionaryOf } from '../dictionary.ts'
import type { Taken } from '../found.ts'
import { wordGroups } from '../word-lists.ts'
import type { NamedParty } from './suffix-names.ts'

const known = lexiconTable(() =>
  dictionaryOf(
    wordGroups('entities-known-respondents.txt').flatMap(({ key, words }) =>
      words.map((word): [string, string] => [word, key])
    )
  )
)

/** Behind a short name that is also an ordinary word. */
const ORDINARY: Readonly<Record<string, RegExp>> = {
  大麦: /^(?:茶|粥|地|田|种|苗|若叶)/,
  洲际: /^(?:导弹|杯|赛)/,
  同程: /^(?!网|旅|艺|上|订|的|酒店|平台|退|客服)/,
  滴滴: /^(?:答答|嗒)/,
  虎牙: /^(?:掉|齿)/,
  如家: /^(?:里|人|乡|常)/,
  希尔顿: /^(?:饮)/,
  大麦网: /^$/
}

export function knownNames(source: NormalisedText, taken: Taken): NamedParty[] {
  const { text } = source
  return known()
    .find(text)
    .filter(({ start, end, name }) => {
      if (ORDINARY[name]?.test(text.slice(end, end + 5))) return false
      // Latin names are whole words
      if (/[a-z0-9]$/.test(name) && /[A-Za-z0-9]/.test(text[end] ?? '')) return false
      if (/^[a-z0-9]/.test(name) && /[A-Za-z0-9]/.test(text[start - 1] ?? '')) return false
      return !taken.has(source.toRaw(start, end))
    })
    .map(({ start, end, data }) => ({ start, end, kind: data, confidence: 0.85 }))
}
