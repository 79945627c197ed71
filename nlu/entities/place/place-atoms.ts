// Finds the pieces of places in a text; joining them is another's work.

import { lexiconTable } from '../../lexicons/lexicon-table.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import { dictionaryOf } from '../dictionary.ts'
import type { Taken } from '../found.ts'
import { nameStart } from '../name-boundary.ts'
import { wordGroups, wordSet } from '../word-lists.ts'
import { divisionNames } from './divisions.ts'
import type { PlaceAtom } from './place-atom.ts'

type Known = Pick<PlaceAtom, 'kind' | 'codes'>

const known = lexiconTable(() => {
  const entries: [string, Known][] = []
  for (const { key, words } of wordGroups('entities-places.txt'))
    for (const word of words) entries.push([word, { kind: 'sight', codes: [key] }])
  for (const { key, words } of wordGroups('entities-division-aliases.txt'))
    for (const word of words) entries.push([word, { kind: 'division', codes: [key] }])
  for (const [name, divisions] of divisionNames())
    entries.push([name, { kind: 'division', codes: divisions.map(({ code }) => code) }])
  for (const word of wordSet('entities-countries.txt')) entries.push([word, { kind: 'foreign' }])
  return dictionaryOf(entries)
})

/** What makes a known name part of another word: 大理石, 海南岛 stays, 上海人家. */
const NOT_BEHIND: Readonly<Record<string, RegExp>> = {
  普洱: /^(?:茶|熟|生茶)/,
  翠湖: /^(?:雅|花|名)/,
  大理: /^[石论]/,
  上海: /^滩/,
  日本: /^料理/,
  北京: /^(?:时间|烤鸭|现代|青年报)/,
  河南: /^(?:岸|坠子)/,
  海南: /^鸡饭/,
  新疆: /^(?:大盘|羊肉|棉)/,
  西藏: /^(?:传说)/,
  内蒙: /^古/,
  澳门: /^豆捞/,
  香港: /^脚/,
  东方: /^明珠/,
  中山: /^[装陵]/,
  吉林: /^路/,
  丽江: /^(?:千古情|印象|文旅)/
}

const WITH_SUFFIX = /.{2}(?:[省市区县旗]|自治州|地区)$/

const ROAD_BEHIND = /^[东西南北中]?(?:大道|大街|[路巷](?![上边过口])|街(?![头上道边]))/

function knownPlaces(source: NormalisedText): PlaceAtom[] {
  const { text, tokens } = source
  const starts = new Set(tokens.map(({ start }) => start))
  return (
    known()
      .find(text)
      // 同里 in 合同里 is no town, nor 西工 in 西工业区: a name begins and ends where words do
      .filter(
        ({ start, end, name }) =>
          WITH_SUFFIX.test(name) || (starts.has(start) && (starts.has(end) || end === text.length))
      )
      // 香格里拉大道, 兴文巷: a road that bears a town's name
      .filter(
        ({ end, name, data }) =>
          data.kind !== 'division' || WITH_SUFFIX.test(name) || !ROAD_BEHIND.test(text.slice(end, end + 4))
      )
      .filter(hit => !NOT_BEHIND[hit.name]?.test(text.slice(hit.end, hit.end + 4)))
      .map(({ start, end, data }) => ({ start, end, isNamed: true, ...data }))
  )
}

const NUMBER = '(?:[\\dA-Za-z]{1,6}|[一二三四五六七八九十百零〇]{1,6})'
const ROAD =
  /(?:大道|大街|步行街|胡同|环路|[路街巷弄])(?!上的?人|边摊|线|程|过|费|况|由|灯|口(?=等|堵)|人甲|演|虎|霸|遇|标|牌|[径子]|拍|透|舞|机|坊|采|采访|道办|里街坊)/g
const ROAD_NUMBER = new RegExp(
  `^\\s?(?:(?:西|东|南|北|中)段)?\\s?(?:附)?${NUMBER}(?:[-之]${NUMBER})?(?:号|號)(?:附${NUMBER}号|院|[A-Za-z]|-\\d{1,4})?`
)
/** Numbers inside a compound: 3栋2单元501室, B座12楼. */
const INNER = new RegExp(
  `^\\s?(?:${NUMBER}(?:栋|幢|号楼|座|单元|室|区|期|组|排|铺|号铺|号楼|厅|号厅|号店|号馆)|负?${NUMBER}(?:楼|层)(?:楼?(?:、|和|到|-)${NUMBER}(?:楼|层))?|[A-Z]区|[东南西北]区)`
)
const TOWN =
  /(?:街道办?|镇|乡|村|社区|寨|屯|林场|农场|开发区|高新区|经开区|管委会)(?![里长民]们|民|长|干部|镇|官|亲|下|土|音|愁|巴佬|卡|主任|医|医生|规民约)/g
const LANDMARK =
  /(?:商业广场|文化广场|民俗广场|城市广场|购物广场|购物中心|购物城|美食城|美食街|农贸市场|菜市场|集贸市场|批发市场|夜市|市场(?!监|管|价|经|秩|部|主|化|上|营|执|局|综)|大厦|写字楼|商业街|商业城|商场|百货|商城|商厦|小区|花园|公寓楼|家园|广场(?!舞)|客运中心|客运站|汽车站|火车站|高铁站|地铁站|车站|公交站|站台|候车厅|候机楼|航站楼|机场|停车楼|停车场|服务区|收费站|大桥|公园|水库|湖边|码头|渡口|口岸|大学|学院|中学|小学|一中|二中|三中|[四五六七八]中|幼儿园|医院|卫生院|派出所|公安局|法院|[国地]税局|税务局|供电所|粮站|敬老院|超市|菜场|红绿灯|转盘|环岛|加油站|信用社|银行(?!卡|账|流水|转|扣|客服|短信)|邮局|水车|牌坊|牌楼|雕像|钟楼|鼓楼|城楼|工业园区?|产业园|创意园|物流园|园区|校区|古镇|古城|老城区?|古街|老街|古村|观景台|观景平台|游客中心|检票口|售票处|售票厅|入口|出口|大门|正门|南门|北门|东门|西门|寺|庙(?!会)|祠堂|书院|文化馆|体育馆|体育场|体育中心|会展中心|图书馆|博物馆|剧场|影城|万达|吾悦|皮影店|村委会|居委会|政府|文化宫|少年宫|电影院|营地|度假村|峡谷|瀑布|雪山|湿地|草原|湖|岛|溶洞|石窟|温泉|滑雪场|索道站|山庄|酒店|宾馆|商务楼|底商|铺面)(?![家员主们])/g
const DIRECTION =
  /^(?:的)?\s?(?:(?:正|斜)?对面|旁边?|边上|隔壁|[左右东西南北][侧边面头]|附近|周边|周围|大?门口|门前|楼上|楼下|拐角处?|路口|交叉口|十字路口|交汇处|里面|里|内(?!容|部|向|疚|心|存)|外面|后面|前面|口(?![味音腔红罩气水子岸碑头])|入口处?|出口处?|街上|街子上|片区|一带|这一片|中段|[东西南北上下]段|尽头|底下|之间|侧门|后门|背后|后山)/

function rights(text: string, from: number, pattern: RegExp): number {
  const match = pattern.exec(text.slice(from, from + 24))
  return match ? match[0].length : 0
}

const GENERIC_ROADS =
  /^(?:啥|什么|哪条?|何|马|公|铁|道|线|半|一|走|在|问|迷|带|赶|绕|网|思|出|弯|岔|修|山|小|大|高速|高速公|国|省|乡村公|乡间小|沿|逛|上|这条|那条|老|全|整条|条|顺|后|回|来|去|过|门|套|电|水|陆|航|销|财|让|拦|占|堵|同|赌|走投无|引|养|旅|心|活|死|各|土|泥|柏油|水泥|林荫|人行|盲|消防通|街)$/

const WAY_TO = /[去往到回]$/
const SIGHT_END = /(?:山|湖|峡|寺|江|机场|景区|古镇)$/

/** 现文巷: the name of a lane has two characters, though the first may be a word of its own (现 文 巷). */
function wholeLane(text: string, start: number): number {
  const isAlone = start === 1 || /[^\u4e00-\u9fff]|[在到去从住的和是]/.test(text[start - 2] ?? '')
  return start > 0 &&
    isAlone &&
    /[\u4e00-\u9fff]/.test(text[start - 1]!) &&
    !/[的在到去从是了和与这那条住个有]/.test(text[start - 1]!)
    ? start - 1
    : start
}

/** Roads and streets with their names: 人民路, 滨江大道 12号, 二号路. */
function roads(source: NormalisedText, taken: Taken): PlaceAtom[] {
  const { text } = source
  const atoms: PlaceAtom[] = []
  ROAD.lastIndex = 0
  for (let match = ROAD.exec(text); match; match = ROAD.exec(text)) {
    let start = nameStart(source, match.index, taken, { keepsDivisions: false, maxLength: 6, isAddress: true })
    const ordinal = /(?:[一二三四五六七八九十\d]{1,3}号?|[东西南北]?[一二三四五六七八九]环|[东西南北]段?)$/.exec(
      text.slice(Math.max(0, match.index - 4), match.index)
    )
    if (start === match.index && ordinal && match[0] !== '街') start = match.index - ordinal[0].length
    if (match.index - start === 1 && match[0] !== '路') start = wholeLane(text, start)
    const core = text.slice(start, match.index)
    if (core === '' || /[镇乡村县市区]$/.test(core) || GENERIC_ROADS.test(core)) continue
    // 去雪山路上: on the way there, no road of that name
    if (SIGHT_END.test(core) && WAY_TO.test(text.slice(0, start)) && text.startsWith('路上', match.index)) continue
    let end = match.index + match[0].length
    const number = rights(text, end, ROAD_NUMBER)
    // 新大街32号: one character is name enough where a number follows
    if (number === 0 && /^[\u4e00-\u9fff]$/.test(core) && !/[东西南北]/.test(core)) continue
    end += number
    atoms.push({ start, end, kind: 'road', isNamed: true })
    ROAD.lastIndex = end
  }
  return atoms
}

const GENERIC_TOWNS =
  /^(?:我们?|这个?|那个?|本|同|各|全|整个?|一个|老家|农|山|乡|城|下|隔壁|城中|小|大|古|新|老|自然|行政|民族|度假|旅游|小康|贫困|附近|周边|每个?|外|回|到|进|在|本地|当地|经济|特色|国家|技术)$/

function namedPieces(source: NormalisedText, taken: Taken, pattern: RegExp, kind: 'town' | 'landmark'): PlaceAtom[] {
  const { text } = source
  const atoms: PlaceAtom[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = nameStart(source, match.index, taken, {
      keepsDivisions: false,
      maxLength: kind === 'town' ? 5 : 8,
      isAddress: kind === 'town'
    })
    const core = text.slice(start, match.index)
    const end = match.index + match[0].length
    const isGeneric = core === '' || isGenericLandmark(core) || (kind === 'town' && GENERIC_TOWNS.test(core))
    if (isGeneric && kind === 'town') continue
    const isNamed = !isGeneric && (core.length >= 2 || kind === 'town')
    if (!isNamed && !MAY_BE_UNNAMED.test(match[0])) continue
    atoms.push({ start: isGeneric ? match.index : start, end, kind, isNamed })
    pattern.lastIndex = end
  }
  return atoms
}

/** 农贸市场二楼, 加油站隔壁: landmarks that with a floor or a direction say where, without a name. */
const MAY_BE_UNNAMED =
  /(?:市场|广场|口岸|车站|客运站|火车站|汽车站|机场|商场|公园|小区|小学|中学|大学|[一二三四五六七八]中|幼儿园|医院|卫生院|派出所|公安局|法院|[国地]税局|税务局|供电所|粮站|敬老院|超市|菜场|红绿灯|转盘|环岛|古城|古镇|老街|古街|老城|码头|停车场|服务区|加油站|信用社|银行|邮局|大桥|体育馆|体育场|文化馆|图书馆|博物馆|[东南西北大正]门|商业街|步行街|村委会|居委会|游客中心|检票口|售票处|观景台|收费站|地铁站|公交站|写字楼|大厦)$/

function isGenericLandmark(core: string): boolean {
  return (
    wordSet('entities-generic-modifiers.txt').has(core) ||
    /^(?:公交|地铁|地面|收费|免费|指定|唯一|主|总|前|后|东|西|南|北|室内|露天|小|大|该|住宅|居民|职工|观光|换乘|临时|公共|旅游|游客|古|老|新)$/.test(
      core
    )
  )
}

/** All pieces, left to right, without overlaps; the longer of two wins. */
export function placeAtoms(source: NormalisedText, taken: Taken): PlaceAtom[] {
  const known = knownPlaces(source)
  const divisions = known.filter(({ kind }) => kind === 'division').map(({ start, end }) => source.toRaw(start, end))
  // 玉龙县滨江大道: a road's name does not begin before the division's end
  const beyond: Taken = {
    has: span => taken.has(span) || divisions.some(other => other.start < span.end && span.start < other.end)
  }
  const candidates = [
    ...known,
    ...roads(source, beyond),
    ...namedPieces(source, beyond, TOWN, 'town'),
    ...namedPieces(source, beyond, LANDMARK, 'landmark')
  ].filter(atom => !taken.has(source.toRaw(atom.start, atom.end)))
  candidates.sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: PlaceAtom[] = []
  for (const atom of candidates) {
    const last = kept.at(-1)
    if (!last || atom.start >= last.end) kept.push(atom)
    // 大理古城: a name that runs on past the one found (大理) is one place with it
    else if (atom.end > last.end && atom.kind !== 'division') kept.push({ ...atom, start: last.end, isNamed: true })
  }
  return kept
}

/** Length of a number or floor, and of a direction, that go on from `at`. */
export const innerLength = (text: string, at: number): number => rights(text, at, INNER)
export const roadNumberLength = (text: string, at: number): number => rights(text, at, ROAD_NUMBER)
export const directionLength = (text: string, at: number): number => rights(text, at, DIRECTION)
