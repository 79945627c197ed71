// Names that the text announces: 店名拾夜私影, 账号叫夜航船读书, 业者为鹭行包车, 被投诉方:…, 民宿名字叫“云上小院”.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Taken } from '../found.ts'
import { isGenericCore } from './generic-name.ts'
import { lastWordOf, type NamedParty } from './suffix-names.ts'

interface Cue {
  pattern: RegExp
  /** Kind where the name itself does not tell; null: by the words around. */
  kind: string | null
}

const SAYS = '(?:就?[叫是为]做?|名为|名叫|名称[是为]|[:\\s])'
const CUES: readonly Cue[] = [
  {
    pattern: new RegExp(
      `(?:直播间|公众号|视频号|抖音号|快手号|账号|主播|博主|频道|网名|微信号|店铺账号)(?:名字|名称|名|昵称)?(?:${SAYS})+`,
      'g'
    ),
    kind: 'online_culture'
  },
  {
    pattern: new RegExp(`(?:旅行社|旅游公司|国旅)(?:的)?(?:名字|名称|名|全称)?(?:${SAYS})+`, 'g'),
    kind: 'travel_agency'
  },
  { pattern: new RegExp(`(?:酒店|民宿|客栈|宾馆|旅馆)(?:的)?(?:名字|名称|名)?(?:${SAYS})+`, 'g'), kind: 'lodging' },
  { pattern: new RegExp(`(?:景区|公园|景点)(?:的)?(?:名字|名称|名)(?:${SAYS})+`, 'g'), kind: 'scenic_spot' },
  {
    pattern: new RegExp(`(?:KTV|歌厅|酒吧|电玩城|会所)(?:的)?(?:名字|名称|名)?(?:${SAYS})+`, 'gi'),
    kind: 'entertainment_venue'
  },
  { pattern: new RegExp(`(?:网吧|网咖)(?:的)?(?:名字|名称|名)?(?:${SAYS})+`, 'g'), kind: 'internet_cafe' },
  {
    pattern: new RegExp(`(?:软件|app|平台|小程序|网站|网店|店铺)(?:的)?(?:名字|名称|名)?(?:${SAYS})+`, 'gi'),
    kind: 'online_travel'
  },
  { pattern: new RegExp(`(?:餐厅|饭店|餐馆|饭馆|火锅店)(?:的)?(?:名字|名称|名)?(?:${SAYS})+`, 'g'), kind: 'catering' },
  {
    pattern: new RegExp(
      `(?:店名(?![单册次])|店家名|(?:门头|招牌|牌子)(?:上)?(?:写着|写的是?|叫)|店铺名称?(?=[叫是为:])|门店名称?(?=[叫是为:]))(?:${SAYS})*`,
      'g'
    ),
    kind: null
  },
  {
    pattern: new RegExp(
      `(?:业者|商家|店家|公司|企业|单位|主办方?|主办单位|承办方|演出方|组织者|被投诉[人方]|被举报[人方]|被投诉单位|被举报单位|被诉方|投诉对象|举报对象|被投诉对象|被举报对象|投诉单位|涉事单位|涉事商家)(?:的)?(?:名字|名称|名|全称)?(?:${SAYS})+`,
      'g'
    ),
    kind: null
  },
  {
    pattern:
      /(?<!我|本人|孩子|女儿|儿子|他|她|导游|司机|领队|师傅|老板)(?:名字叫|名叫|名字是|名称是|名称为|名为|叫做)/g,
    kind: null
  }
]

const KIND_WORDS: readonly (readonly [RegExp, string])[] = [
  [/旅行社|国旅|跟团|导游|团费/, 'travel_agency'],
  [/影院|放映|影城|观影/, 'cinema'],
  [/网吧|网咖/, 'internet_cafe'],
  [/KTV|酒吧|歌厅|电玩|游戏机/i, 'entertainment_venue'],
  [/民宿|酒店|客栈|宾馆|入住|房间|退房/, 'lodging'],
  [/剧本杀|密室/, 'scripted_entertainment'],
  [/包车|租车|大巴|司机/, 'transport'],
  [/演出|演唱会|音乐节|话剧/, 'performance'],
  [/盗版书|印刷|书店/, 'bookshop_publisher'],
  [/餐厅|饭店|菜品|吃饭/, 'catering'],
  [/玉器|翡翠|银器|特产|购物店/, 'shop'],
  [/画廊|字画|拍卖|文物/, 'art_business'],
  [/景区|门票|索道/, 'scenic_spot']
]

/** What can't begin a name behind a cue: 叫我们去, 是不是, 名叫什么. */
const NO_NAME =
  /^(?:我|你|您|他|她|它|这|那|谁|什么|啥|哪|怎么|不|没|无|有|在|从|把|被|让|给|要|想|去|来|也|都|就|还|很|非常|已|正|违|私|个|一[个家些直样种]|吗|呢|了|的|不知|匿名|人|需要|可以|故意|因为|为了|骗|假|真|否|说|叫|做|客服|老板|导游|服务|态度|乱|强|先|别的|退|收|拒|好像|后面|前面|上面|下面|原来|其实|挂|随便|记不|当地|本地|附近|同一|一[^品])/
const NAME =
  /^[“"《「『'‘]?([\u3400-\u9fffA-Za-z0-9·&-]{2,20}?)(?=[”"》」』'’,。;!?、:()\s\n]|的|,|$|地址|位于|在|电话|每晚|这家|那家|了|把|被|说|不给|不退|收)/

/** 餐吧, 当地旅行社: a last word alone, or one that is only described. */
function isNothing(name: string): boolean {
  const suffix = lastWordOf(name)
  return suffix !== null && isGenericCore(name.slice(0, name.length - suffix.word.length), suffix.isPublic)
}

export function kindByContext(text: string): string {
  return KIND_WORDS.find(([words]) => words.test(text))?.[1] ?? 'other'
}

export function cuedNames(source: NormalisedText, taken: Taken): NamedParty[] {
  const { text } = source
  const found: NamedParty[] = []
  for (const { pattern, kind } of CUES) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const at = match.index + match[0].length
      const name = NAME.exec(text.slice(at, at + 24))
      if (!name || NO_NAME.test(name[1]!)) continue
      const start = at + name[0].indexOf(name[1]!)
      const end = start + name[1]!.length
      if (taken.has(source.toRaw(start, end)) || found.some(other => other.start < end && start < other.end)) continue
      if (isNothing(name[1]!)) continue
      // 公司叫 and 店名 say that a name comes; "公司是" as often does not
      const isWeak = /[是为\s:]$/.test(match[0]) && !/名|称|方|人|对象|单位|业者/.test(match[0])
      if (isWeak && name[1]!.length > 10) continue
      if (isWeak && !/叫|名/.test(match[0])) continue
      const own = lastWordOf(name[1]!)?.kind
      found.push({ start, end, kind: own ?? kind ?? kindByContext(text), confidence: isWeak ? 0.55 : 0.85 })
    }
  }
  return found
}
