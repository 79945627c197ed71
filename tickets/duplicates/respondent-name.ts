// What a business is called, taken apart: 丽江康途国际旅行社有限公司(古城店) → core 康途, trade 旅行社, branch 古城店.
import { areaList } from '@vant/area-data'
import { pinyin } from 'pinyin-pro'

export interface RespondentName {
  /** What tells it from others of its trade; the whole name where nothing else is left. */
  core: string
  /** How the core sounds, toneless: what is typed by ear or by pinyin differs only in its characters. */
  sound: string
  /** Code of the trade that its suffix names; null where it has none. */
  trade: string | null
  /** 分店, 分公司; '' where none is named. */
  branch: string
}

const LEGAL = /(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|股份公司|集团|公司|个体工商户)$/u
const BRANCH =
  /[((]([^()()]*(?:店|分社|分公司|营业部|门市部?|馆|院|厅|号))[))]$|[·-]([^·-]+(?:店|分社|分公司|营业部|门市部?))$/u
const BARE_BRANCH =
  /(?<=.{4})(?:第?[一二三四五六七八九十\d]{1,3}|[\p{Script=Han}]{2,6})(?:分店|分社|分公司|营业部|门市部?)$/u
const PUNCTUATION = /[\s.,。、,“”"'「」《》〈〉【】*_]/gu

/** Suffixes that name a trade, longest first; names of one trade are compared with each other. */
const TRADES: readonly [string, string][] = [
  ['agency', '国际旅行社|旅行社|旅行公司|旅游公司|旅游服务|国旅|旅游'],
  ['lodging', '精品民宿|民宿|客栈|大酒店|酒店|宾馆|旅馆|青年旅舍|青旅|旅舍|度假村|山庄|饭店'],
  ['cafe', '网络会所|电竞馆|电竞酒店|网吧|网咖|网城'],
  ['ktv', '量贩ktv|ktv|歌厅|夜总会|酒吧|会所|舞厅|游戏厅|电玩城'],
  ['scenic', '风景名胜区|风景区|景区|景点|游乐园|公园|乐园|索道'],
  ['food', '餐厅|餐馆|饭馆|酒楼|火锅店|火锅|小吃店|食府'],
  [
    'shop',
    '玉器城|玉器店|玉器行|银器店|银店|珠宝店|珠宝行|珠宝|翡翠店|茶叶店|茶庄|特产店|特产超市|购物店|商店|商行|超市|工艺品店'
  ],
  ['show', '大剧院|剧院|剧场|音乐厅|livehouse|文化传媒|演艺|传媒'],
  ['cinema', '国际影城|影城|影院|电影院'],
  ['library', '图书馆'],
  ['museum', '博物馆|博物院|美术馆|纪念馆'],
  ['culture', '文化馆|文化站|群艺馆|文化中心'],
  ['books', '书店|书城|书屋'],
  ['script', '剧本杀|剧本推理|密室逃脱|密室'],
  ['transport', '租车行|租车|车队|客运']
].map(([trade, words]) => [trade as string, words as string])
const TRADE_ENDS = TRADES.map(([trade, words]) => ({ trade, end: new RegExp(`(?:${words})$`, 'iu') }))

const cities = [areaList.province_list, areaList.city_list, areaList.county_list]
  .flatMap(list => Object.values(list))
  .flatMap(name => [name, name.replace(/(?:.{1,3}族)*(?:自治[区州县]|特别行政区|[省市区县盟州])$/u, '')])
  .filter(name => name.length >= 2)
const REGION = new Set(cities)

/** 云南省丽江市康途… → 康途…; at least two characters stay. */
function withoutRegion(name: string): string {
  let rest = name
  for (let again = true; again; ) {
    again = false
    for (let length = Math.min(12, rest.length - 2); length >= 2; length--) {
      if (!REGION.has(rest.slice(0, length))) continue
      rest = rest.slice(length).replace(/^[省市县区](?=.{2})/u, '')
      again = true
      break
    }
  }
  return rest
}

export function soundOf(text: string): string {
  return pinyin(text, { toneType: 'none', type: 'array', v: true }).join(' ')
}

export function readRespondentName(raw: string): RespondentName {
  let name = raw.normalize('NFKC').toLowerCase().replace(PUNCTUATION, '')
  const branch = BRANCH.exec(name) ?? BARE_BRANCH.exec(name)
  if (branch) name = name.slice(0, branch.index)
  name = name.replace(/[()·-]/gu, '').replace(LEGAL, '')
  let trade: string | null = null
  for (const entry of TRADE_ENDS) {
    const end = entry.end.exec(name)
    if (!end) continue
    trade = entry.trade
    // 图书馆 alone is its own name.
    if (end.index >= 2) name = name.slice(0, end.index)
    break
  }
  const core = withoutRegion(name)
  return { core, sound: soundOf(core), trade, branch: branch ? (branch[1] ?? branch[2] ?? branch[0]) : '' }
}

export type NameLikeness = 'same' | 'same_sound' | 'part' | 'other_branch' | 'different'

/** How alike two businesses are by their names alone. */
export function compareNames(one: RespondentName, other: RespondentName): NameLikeness {
  const isOtherTrade = one.trade !== null && other.trade !== null && one.trade !== other.trade
  if (isOtherTrade) return 'different'
  if (one.branch !== '' && other.branch !== '' && one.branch !== other.branch) return 'other_branch'
  if (one.core === other.core) return 'same'
  // One syllable alike says nothing.
  if (one.core.length === other.core.length && one.core.length >= 2 && one.sound === other.sound) return 'same_sound'
  const [short, long] = one.core.length <= other.core.length ? [one, other] : [other, one]
  // 雪山 for 雪山印象客栈 may be short for it; 星空网吧 is not short for 星空之城网吧.
  return short.core.length >= 2 && short.trade === null && long.core.startsWith(short.core) ? 'part' : 'different'
}
