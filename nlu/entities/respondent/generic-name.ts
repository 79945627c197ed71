// Names that name nobody: 当地旅行社, 五星级酒店, 某网吧, 县文化馆.
import { lexiconTable } from '../../lexicons/lexicon-table.ts'
import { divisionNames } from '../place/divisions.ts'
import { wordGroups, wordSet } from '../word-lists.ts'

const sightNames = lexiconTable(() => new Set(wordGroups('entities-places.txt').flatMap(({ words }) => words)))

function startsWithDivision(core: string): boolean {
  const divisions = divisionNames()
  for (let length = 2; length < core.length; length++) if (divisions.has(core.slice(0, length))) return true
  return false
}

/** Whether the words before the last one only describe: they can be cut wholly into generic modifiers. */
export function isGenericCore(core: string, allowsDivision: boolean, isInstitution = false): boolean {
  if (core === '') return true
  const generic = wordSet('entities-generic-modifiers.txt')
  const divisions = divisionNames()
  // 古城区图书馆 is a name, 丽江旅行社 is not
  if (allowsDivision && core.length >= 2 && (divisions.has(core) || sightNames().has(core))) return false
  // 陕西历史博物馆, 张家界国家森林公园: a division and what it is devoted to
  if (isInstitution && startsWithDivision(core)) return false
  const reachable = new Array<boolean>(core.length + 1).fill(false)
  reachable[0] = true
  for (let i = 0; i < core.length; i++) {
    if (!reachable[i]) continue
    for (let length = 1; length <= 6 && i + length <= core.length; length++) {
      const word = core.slice(i, i + length)
      if (generic.has(word) || (divisions.has(word) && length >= 2)) reachable[i + length] = true
    }
  }
  return reachable[core.length]!
}

const LEADING =
  /^(?:当地|本地|外地|附近|周边|黑心|无良|无证|无照|所谓|知名|著名|有名|网红|正规|五星级|四星级|三星级|星级|高档|连锁|涉事|老牌|最大的?|一家|一间|名叫|名为|叫做)+(?=..)/

/** How many characters at the front of a core describe and do not name: 当地 of 当地云途旅行社. */
export function leadingGeneric(core: string): number {
  return LEADING.exec(core)?.[0].length ?? 0
}
