// Names by their last word: 康途 + 旅行社, 星空 + 网吧, 雪脉 + 演艺公司 (lexicons/entities-respondent-suffixes.txt).

import { lexiconTable } from '../../lexicons/lexicon-table.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import { wordCount } from '../../normalise/word-frequency.ts'
import type { Taken } from '../found.ts'
import { nameStart } from '../name-boundary.ts'
import { divisionNames } from '../place/divisions.ts'
import { anyOf, wordGroups, wordSet } from '../word-lists.ts'
import { isGenericCore, leadingGeneric } from './generic-name.ts'

export interface NamedParty {
  start: number
  end: number
  kind: string
  confidence: number
}

interface Suffix {
  kind: string
  /** A division's name alone makes a name with it. */
  isPublic: boolean
}

const table = lexiconTable(() => {
  const suffixes = new Map<string, Suffix>()
  for (const { key, words } of wordGroups('entities-respondent-suffixes.txt')) {
    const suffix = { kind: key.replace('*', ''), isPublic: key.endsWith('*') }
    for (const word of words) if (!suffixes.has(word)) suffixes.set(word, suffix)
  }
  return { suffixes, pattern: new RegExp(anyOf(suffixes.keys()), 'gi') }
})

/** 居民宿舍 holds 民宿, 商贸旅游学院 holds no agency, 影院线 is no cinema: what may not follow a last word. */
const NOT_BEHIND =
  /^(?:舍楼?|[线路](?!上)|学院|学校|管理(?:局|处|办|条例|人员|制度|系)|行业|协会|业(?!有限)|法|从业|执照|许可|经营|类|式|化|部门|专业|工作者|职工|员工宿舍|证|票|业主|老师|家属|小区|嘉宾|们|级|性质)/
const COMPANY =
  /^(?:(?:旅游|文化|管理|服务|经营|开发|投资|发展|传媒|传播|餐饮|科技|集团|旅行社|控股|咨询|策划|艺术|运营|娱乐|酒店){0,3}(?:股份)?(?:有限)?(?:责任)?(?:总|分)?公司|集团(?!军|化))/
const BRANCH =
  /^(?:\([^()\n]{1,12}(?:店|分社|门市|馆|公司)\)|[\u4e00-\u9fff]{0,4}(?:分社|分店|分公司|分馆|门市部|营业部|营业厅|旗舰店|总店)|[\u4e00-\u9fff]{1,4}(?<![到在进来去回开关退住找本饭酒这那该本全某同商门书])店(?![家员主里长铺名])|店(?![家员主里长铺名内]))/
const COMPANY_NAME =
  /(?:旅游|文化|传媒|科技|商贸|贸易|餐饮|酒店管理|娱乐|艺术|网络|信息|投资|实业|运输|客运|汽车|物业|影业|影视|印刷|印务|演艺|体育|教育|健身|置业|房地产|开发|建设|工程|装饰|珠宝|工贸|农业|食品|生物|茶业|银饰|服务|咨询|广告|会展|策划|管理){0,3}(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|分公司|公司)/g
const COMPANY_KINDS: readonly (readonly [RegExp, string])[] = [
  [/旅游|旅行/, 'travel_agency'],
  [/酒店/, 'lodging'],
  [/演艺|传媒|影视|文化传播|会展/, 'performance'],
  [/客运|运输|汽车|航空/, 'transport'],
  [/餐饮|食品/, 'catering'],
  [/印刷|印务|图书|出版/, 'bookshop_publisher'],
  [/网络|科技|信息/, 'online_culture'],
  [/珠宝|商贸|贸易|茶业|银饰/, 'shop'],
  [/影业|电影/, 'cinema'],
  [/娱乐/, 'entertainment_venue'],
  [/拍卖|艺术品/, 'art_business']
]

/** The known last word that a name ends in, with its kind. */
export function lastWordOf(name: string): { word: string; kind: string; isPublic: boolean } | null {
  const { suffixes } = table()
  for (let length = Math.min(8, name.length); length >= 1; length--) {
    const word = name.slice(-length)
    const suffix = suffixes.get(word.toLowerCase())
    if (suffix) return { word, ...suffix }
  }
  return null
}

/** Names in the text that end in a known last word, without overlaps, left to right. */
export function suffixNames(source: NormalisedText, taken: Taken): NamedParty[] {
  const { text } = source
  const found: NamedParty[] = []
  const { pattern, suffixes } = table()
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const suffix = suffixes.get(match[0].toLowerCase())!
    let end = match.index + match[0].length
    const behind = text.slice(end, end + 16)
    if (NOT_BEHIND.test(behind) && !COMPANY.test(behind)) continue
    const company = COMPANY.exec(behind)
    if (company) end += company[0].length
    const party = partyAt(source, match.index, end, suffix, taken)
    if (!party) continue
    const branch = BRANCH.exec(text.slice(party.end, party.end + 16))
    if (branch && !taken.has(source.toRaw(party.end, party.end + branch[0].length))) party.end += branch[0].length
    found.push(party)
    pattern.lastIndex = Math.max(pattern.lastIndex, party.end)
  }
  COMPANY_NAME.lastIndex = 0
  for (let match = COMPANY_NAME.exec(text); match; match = COMPANY_NAME.exec(text)) {
    const end = match.index + match[0].length
    if (found.some(other => other.start < end && match.index < other.end)) continue
    const kind = COMPANY_KINDS.find(([words]) => words.test(match[0]))?.[1] ?? 'other'
    const party = partyAt(source, match.index, end, { kind, isPublic: false }, taken)
    if (party) found.push(party)
  }
  return found.sort((a, b) => a.start - b.start)
}

function partyAt(
  source: NormalisedText,
  suffixStart: number,
  end: number,
  suffix: Suffix,
  taken: Taken
): NamedParty | null {
  const { text } = source
  let start = nameStart(source, suffixStart, taken, { keepsDivisions: suffix.isPublic })
  start += verbal(text.slice(start, suffixStart))
  let core = text.slice(start, suffixStart)
  const generic = leadingGeneric(core)
  start += generic
  core = core.slice(generic)
  const quoted = quotedBefore(text, suffixStart)
  if (core === '' && quoted !== null) {
    start = quoted
    core = text.slice(quoted, suffixStart)
  }
  const isInstitution = suffix.isPublic && INSTITUTION.test(text.slice(suffixStart, end))
  if (isGenericCore(core, suffix.isPublic, isInstitution)) return null
  const isQuoted = quoted !== null || /[“"「『《]$/.test(text.slice(0, start))
  if (!isQuoted && isOrdinary(source, start, suffixStart, text.slice(suffixStart, end), suffix.isPublic)) return null
  const isShort = core.length === 1
  if (isShort && !/[A-Za-z]/.test(core)) return null
  if (taken.has(source.toRaw(start, end))) return null
  const isTravelApp =
    suffix.kind === 'other' && /^(?:app|小程序|平台)/i.test(text.slice(suffixStart, end)) && /[旅游行订票住]/.test(core)
  return { start, end, kind: isTravelApp ? 'online_travel' : suffix.kind, confidence: core.length > 8 ? 0.6 : 0.9 }
}

/** Last words of what a town or county keeps for all: its name goes before. */
const INSTITUTION = /(?:馆|院|宫|景区|公园|动物园|植物园|电视台|文化站|活动中心)$/

/** So often does jieba's dictionary count a word that it is an ordinary one. */
const ORDINARY_COUNT = 150
const COMMON_COUNT = 1500

/**
 * 贷款公司, 网约房平台, 溶洞景区: words of the dictionary before a weak last word describe it. A single character or a word
 * that the dictionary lacks shows a name, and so does one word that is not among the commonest (星空网吧).
 */
function isOrdinary(source: NormalisedText, start: number, end: number, lastWord: string, isPublic: boolean): boolean {
  const isWeak = wordSet('entities-weak-suffixes.txt').has(lastWord.toLowerCase()) || /公司$|集团$/.test(lastWord)
  const words = source.tokens.filter(token => token.start >= start && token.end <= end).map(token => token.text)
  if (words.length === 0 || (!isWeak && words.length < 3)) return false
  // 皇家一号会所: a number that closes a name is no ordinary word
  if (words.length > 1 && /[一二三四五六七八九十\d]号$/.test(source.text.slice(start, end))) return false
  const isGenericWord = (word: string) =>
    wordSet('entities-generic-modifiers.txt').has(word) || divisionNames().has(word)
  // 海底世界旅游公司: two words that do not describe an agency name one
  if (TRAVEL_FIRM.test(lastWord) && words.length > 1 && end - start >= 4 && !words.some(isGenericWord)) return false
  // 投诉云朵妈妈直播间: said right behind the accusation, two such words name a channel
  if (
    CHANNEL.test(lastWord) &&
    words.length > 1 &&
    !words.some(isGenericWord) &&
    ACCUSED.test(source.text.slice(0, start))
  )
    return false
  const limit = words.length === 1 && !VERY_WEAK.test(lastWord) ? COMMON_COUNT : ORDINARY_COUNT
  const isKnown = (word: string) => wordCount(word) >= limit || isGenericWord(word)
  if (isPublic && !isGenericCore(source.text.slice(start, end), true, INSTITUTION.test(lastWord))) return false
  return words.every(word => (word.length > 1 ? isKnown(word) : wordSet('entities-generic-modifiers.txt').has(word)))
}
const TRAVEL_FIRM = /^旅[游行](?:服务)?(?:公司|集团)$/
const CHANNEL = /^(?:直播间|公众号|视频号|短视频号)$/
const ACCUSED = /(?:举报|投诉|检举|反映|控告)(?:一?个|一下)?$/
const VERY_WEAK =
  /^(?:(?:分|总)?公司|集团|平台|app|小程序|公众号|直播间|演唱会|音乐会|音乐节|艺术节|写真|摄影|读书|服务中心|文化中心|俱乐部|工作室|图文|有线电视|广播站)$/i

/** 捐给, 租给, 遗失在, 停车场归, 想开: a verb that ended up in the core ends at its last such character. */
const VERBAL =
  /^.*(?:(?<!自)在|给|[看找买逛来去回走进]到|不(?![二夜忘凡老])|被|把|[出]?卖|租(?=给|$)|捐|归(?![来去隐云园宿朴])(?=$)|[想门]?开(?=$)|[查找逛算看退进转借](?=$)|变成|改成|换成|当成|成了|算|转借|店[和与])/

/** How many characters at the front of a core are such. */
function verbal(core: string): number {
  return VERBAL.exec(core)?.[0].length ?? 0
}

const CLOSING = /[”"』」》)]\s?$/
const OPENING = /[“"『「《(]([^“”"『「『」《》()\n,。;!?]{2,16})[”"』」》)]\s?$/

/** “云上小院”民宿: the quoted words before the last word are its name. Start of the words, or null. */
function quotedBefore(text: string, suffixStart: number): number | null {
  const before = text.slice(Math.max(0, suffixStart - 20), suffixStart)
  if (!CLOSING.test(before)) return null
  const match = OPENING.exec(before)
  return match ? suffixStart - before.length + match.index + 1 : null
}
