// Sights that are themselves complained of: 举报八达岭长城, 兵马俑讲解员乱收费. Elsewhere a sight's name says where it was.
import { lexiconTable } from '../../lexicons/lexicon-table.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import { dictionaryOf } from '../dictionary.ts'
import type { Taken } from '../found.ts'
import { wordGroups } from '../word-lists.ts'
import type { NamedParty } from './suffix-names.ts'

const sights = lexiconTable(() =>
  dictionaryOf(
    wordGroups('entities-places.txt').flatMap(({ words }) =>
      words.map((word): [string, string] => [word, 'scenic_spot'])
    )
  )
)

const ACCUSED_BEFORE = /(?:举报|投诉|检举|控告)\s?$/
const OWN_DOINGS =
  /^(?:景区)?(?:的)?(?:售票(?:处|员|窗口)|检票(?:口|员)?|讲解员?|工作人员|管理(?:处|方|混乱|太差)|门票(?:太|不退|退)|停车费|观光车|黄牛|官方|官网|公众号|预约(?:系统|不上)|客服)/
/** Streets, markets, stations and whole towns are not run by one party. */
export const NO_PARTY = /[站街路巷村寨镇湖海江河]$|机场$|市场$|古城$/

export function accusedSights(source: NormalisedText, taken: Taken): NamedParty[] {
  const { text } = source
  return sights()
    .find(text)
    .filter(({ start, end, name }) => {
      if (NO_PARTY.test(name) || taken.has(source.toRaw(start, end))) return false
      return ACCUSED_BEFORE.test(text.slice(Math.max(0, start - 4), start)) || OWN_DOINGS.test(text.slice(end, end + 8))
    })
    .map(({ start, end, data }) => ({ start, end, kind: data, confidence: 0.6 }))
}
