// What a business is called, taken apart: 丽江康途国际旅行社有限公司(古城店) → core 康途, trade agency, branch 古城店.
import { areaList } from '@vant/area-data'
import { pinyin } from 'pinyin-pro'

export interface RespondentName {
  /** What tells it from others of its trade: the whole name where nothing else is left. */
  core: string
  /** How the core sounds, toneless: what is typed by ear or by pinyin differs only in its characters. */
  sound: string
  /** The same as people of the south hear it: zh as z, n as l, ng as n. */
  looseSound: string
  /** Code of the trade that its suffix names; null where it has none. */
  trade: string | null
  /** 分店, 分公司; '' where none is named. */
  branch: string
  /** City, county or district in front of it, without 市, 县 …; '' where none is said. */
  area: string
  /** False where it points at nobody: 名称不详, 一家店, 导游, 玉器店. */
  isNamed: boolean
}

const LEGAL =
  /(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|股份公司|集团|公司|个体工商户|组委会|管理所|管理处|管委会)$/u
const BRANCH_WORDS = '店|分社|分公司|营业部|门市部?|门店'
const BRANCH = new RegExp(`[((]([^()()]*(?:${BRANCH_WORDS}|馆|院|厅|号))[))]$|[·-]([^·-]+(?:${BRANCH_WORDS}))$`, 'u')
const PUNCTUATION = /[\s.,。、,“”"'「」《》〈〉【】*_]/gu

/** Suffixes that name a trade, longest first; names of one trade are compared with each other. */
const TRADES = {
  agency: '国际旅行社|旅行社|旅行公司|旅游公司|旅游服务|国旅|旅游',
  lodging: '精品民宿|民宿|客栈|大酒店|酒店|宾馆|旅馆|青年旅舍|青旅|旅舍|度假村|山庄|饭店|公寓',
  cafe: '网络会所|电竞网咖|电竞网吧|电竞馆|电竞酒店|电竞|网吧|网咖|网城',
  ktv: '量贩ktv|ktv|歌厅|夜总会|酒吧|会所|舞厅|游戏厅|电玩城|电玩',
  scenic: '风景名胜区|国家公园|湿地公园|风景区|景区|景点|游乐园|公园|乐园|索道|缆车|广场|马场|骑马场',
  food: '餐厅|餐馆|饭馆|酒楼|火锅店|火锅|烧烤店?|小吃店|食府|饭庄|面馆|米线店?|奶茶店|咖啡馆',
  shop: '玉器城|玉器店|玉器行|玉石店|银器店|银器|银店|珠宝店|珠宝行|珠宝|翡翠店|茶叶店|茶庄|茶店|特产店|特产超市|购物店|商店|商行|超市|工艺品店|电器店|电器|药店|服装店',
  show: '大剧院|剧院|剧场|音乐厅|livehouse|文化传媒|实景演出|演艺公司|演艺|演出|传媒',
  cinema: '国际影城|影城|影院|电影院',
  library: '图书馆',
  museum: '博物馆|博物院|美术馆|纪念馆',
  culture: '文化馆|文化站|群艺馆|文化中心',
  books: '书店|书城|书屋',
  script: '剧本杀馆|剧本杀|剧本推理馆|剧本推理|密室逃脱馆|密室逃脱|密室|推理馆|桌游馆|桌游',
  transport: '租车行|租车|车队',
  station: '长途汽车站|汽车站|客运站|客运|火车站',
  stadium: '体育馆|体育场|体育中心|会展中心',
  online: '旅行网|旅游网|直播平台|直播间|直播|网站|平台|app|网',
  crafts: '工坊|作坊|坊'
} as const
const TRADE_ENDS = Object.entries(TRADES).map(([trade, words]) => ({ trade, end: new RegExp(`(?:${words})$`, 'iu') }))
/** Trades whose word alone is the name of the one that a place has: 市图书馆, 大剧院, 宁蒗客运站. */
const ONE_OF_ITS_KIND = new Set<string>(['library', 'museum', 'culture', 'show', 'station', 'stadium'])
const TRADE_WORD = Object.values(TRADES).join('|')
/** 高原红旅行社古城营业部: a branch without brackets stands behind a word of trade. */
const BARE_BRANCH = new RegExp(
  `(?<=.{2}(?:${TRADE_WORD}))((?:第?[一二三四五六七八九十\\d]{1,3}|[\\p{Script=Han}]{2,6})(?:分?店|分社|分公司|营业部|门市部?))$`,
  'iu'
)

/** 文化和旅游局 is called 文旅局. */
const TOURISM_OFFICE = /文化(?:和|与|广电和?)?旅游(?=局|厅|委)/u

/** 大剧院的演唱会: what was on there, not who runs it. */
const AT_A_VENUE = /(?<=剧院|剧场|体育[馆场]|音乐厅)的?(?:演唱会|音乐会|话剧|歌舞剧|晚会|演出|专场)$/u

const NOBODY =
  /^(?:(?:对方|商家|店家|企业)?(?:名称|姓名|店名|名字)?(?:不详|不明|未知|不清楚|不知道|不记得|记不清|忘了|无)|没有?(?:名字|招牌|店名)?|某.*|(?:一|这|那|有)?(?:家|个|辆)?(?:店|店家|商家|商户|小店|摊|摊贩|地摊|路边摊|小贩|老板|老板娘|公司|黑车|出租车|面包车|司机|师傅|导游|领队|黑导|黄牛|旅拍|骑马的|拉客的|平台|网站|直播间|主播|个人|路人|游客|邻居))$/u
/** A guide alone is known by a surname that many have. */
const PERSON = /^(?:导游|领队|司机|黄牛)\p{Script=Han}{0,3}$|^\p{Script=Han}{1,2}(?:导游?|师傅|老板)$/u

const ETHNIC =
  /(?:(?:傣|彝|藏|苗|白|哈尼|景颇|傈僳|纳西|普米|怒|独龙|佤|拉祜|布朗|壮|瑶|回|土家|侗|布依|羌|蒙古|满|朝鲜|维吾尔|哈萨克)族)+/u
const LEVEL = /(?:自治[区州县]|特别行政区|[省市区县盟州])$/u
const bareArea = (name: string) => name.replace(ETHNIC, '').replace(LEVEL, '')

const AREAS = new Set(
  [areaList.province_list, areaList.city_list, areaList.county_list]
    .flatMap(list => Object.values(list))
    .flatMap(name => [name, name.replace(ETHNIC, '').replace(/自治(?=[州县])/u, ''), bareArea(name)])
    // 玉龙 and the like are the names of mountains too.
    .filter(name => name.length >= 2 && name !== '玉龙')
)

/** 云南省丽江市康途… → 丽江 and 康途…; at least two characters stay. */
function splitArea(name: string): { area: string; rest: string } {
  let rest = name
  let area = ''
  for (let again = true; again; ) {
    again = false
    for (let length = Math.min(12, rest.length - 2); length >= 2; length--) {
      const head = rest.slice(0, length)
      if (!AREAS.has(head)) continue
      area = bareArea(head) || head
      rest = rest.slice(length).replace(/^[省市县区](?=.{2})/u, '')
      again = true
      break
    }
  }
  return { area, rest }
}

export function soundOf(text: string): string {
  return pinyin(text, { toneType: 'none', type: 'array', v: true }).join(' ')
}

export function looseSoundOf(sound: string): string {
  return sound
    .replace(/\b([zcs])h/g, '$1')
    .replace(/\bn/g, 'l')
    .replace(/ng\b/g, 'n')
}

function splitTrade(name: string): { trade: string | null; core: string } {
  for (const { trade, end } of TRADE_ENDS) {
    const found = end.exec(name)
    if (!found) continue
    const core = name.slice(0, found.index)
    // 顺风旅游车队: the first of two is as often left out.
    const inner = core.length >= 4 ? splitTrade(core) : null
    return { trade, core: inner?.trade && inner.core.length >= 2 ? inner.core : core }
  }
  return { trade: null, core: name }
}

export function readRespondentName(raw: string): RespondentName {
  const plain = raw
    .normalize('NFKC')
    .toLowerCase()
    .replace(PUNCTUATION, '')
    .replace(TOURISM_OFFICE, '文旅')
    .replace(AT_A_VENUE, '')
  const branch = BRANCH.exec(plain) ?? BARE_BRANCH.exec(plain)
  const unbranched = (branch ? plain.slice(0, branch.index) : plain).replace(/[()·-]/gu, '')
  const isCompany = LEGAL.test(unbranched)
  let { area, rest } = splitArea(unbranched.replace(LEGAL, ''))
  // 市图书馆 is the city's own.
  if (area === '' && /^[市县区]./u.test(rest)) rest = rest.slice(1)
  const { trade, core: bareCore } = splitTrade(rest)
  let core = bareCore
  const isTradeOnly = core === ''
  if (isTradeOnly) {
    // 丽江旅行社有限公司 is called by its place.
    core = isCompany && area !== '' ? area : rest
    if (core === area) area = ''
  }
  const isNamed =
    !NOBODY.test(plain) &&
    !PERSON.test(plain) &&
    (!isTradeOnly || isCompany || (trade !== null && ONE_OF_ITS_KIND.has(trade)))
  const sound = soundOf(core)
  return {
    core,
    sound,
    looseSound: looseSoundOf(sound),
    trade,
    branch: branch ? (branch[1] ?? branch[2] ?? '') : '',
    area: isTradeOnly || (trade !== null && ONE_OF_ITS_KIND.has(trade)) ? area : '',
    isNamed
  }
}

export type NameLikeness = 'same' | 'same_sound' | 'part' | 'part_of_area' | 'other_branch' | 'different'

const PLACE_END = /(?:[路街镇村区园城里巷桥门]|市场|广场)$/u

/** 童话剧场 for 童话小剧场: signs left out, the first one kept. */
function isThinnedOut(short: string, long: string): boolean {
  let at = 0
  for (const sign of long) if (sign === short[at]) at++
  return at === short.length && short[0] === long[0] && short.length >= 0.6 * long.length
}

/** How the shorter name is part of the longer: 雪山 of 雪山印象客栈, but not 星空网吧 of 星空之城网吧. */
function partOf(short: RespondentName, long: RespondentName): 'part' | 'part_of_area' | null {
  const extra = long.core.length - short.core.length
  if (short.core.length < 2 || extra === 0) return null
  if (long.core.startsWith(short.core)) {
    // 泸沽湖景区 and its car park: one of the many things in a big area.
    if (short.trade === 'scenic') return 'part_of_area'
    if (short.trade === null) return 'part'
  }
  // 束河三叶草: what stands before is a place as a rule; one sign (新, 大, 老) makes another business.
  const isBehindPlace = long.core.endsWith(short.core) && extra >= 2
  if (isBehindPlace && (short.core.length >= 3 || PLACE_END.test(long.core.slice(0, extra)))) return 'part'
  return isThinnedOut(short.core, long.core) ? 'part' : null
}

/** 欢唱无限福慧店 beside 欢唱无限KTV(福慧店). */
const withoutBranch = (name: RespondentName, branch: string): RespondentName =>
  branch !== '' && name.branch === '' && name.core.endsWith(branch) && name.core.length > branch.length + 1
    ? { ...name, core: name.core.slice(0, -branch.length), branch }
    : name

/** How alike two businesses are by their names alone; both are named. */
export function compareNames(a: RespondentName, b: RespondentName): NameLikeness {
  const [one, other] = [withoutBranch(a, b.branch), withoutBranch(b, a.branch)]
  if (one.trade !== null && other.trade !== null && one.trade !== other.trade) return 'different'
  const isOneBranch = one.branch.includes(other.branch) || other.branch.includes(one.branch)
  if (one.branch !== '' && other.branch !== '' && !isOneBranch) return 'other_branch'
  if (one.area !== '' && other.area !== '' && one.area !== other.area) return 'different'
  if (one.core === other.core) return 'same'
  const [short, long] = one.core.length <= other.core.length ? [one, other] : [other, one]
  // One syllable alike says nothing.
  if (short.core.length === long.core.length && short.core.length >= 2 && one.looseSound === other.looseSound)
    return 'same_sound'
  return partOf(short, long) ?? 'different'
}
