// Quoted names: 叫“水岸星辰”的客栈, 楼下“亲和旅游”门店, “乐翻天”音乐餐吧 (its own last word is read by suffix-names.ts).
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Taken } from '../found.ts'
import { kindByContext } from './cued-names.ts'
import { lastWordOf, type NamedParty } from './suffix-names.ts'

const QUOTED = /[“"「『]([\u3400-\u9fffA-Za-z0-9·&+.-]{2,16})[”"」』]/g
const NAMED_BEFORE =
  /(?:叫做?|名为|名叫|名称[是为]|店名|有[个家]|[一这那]家|那个|楼下|隔壁|对面|主办方?|公司|号称|举报|投诉|在|被|跟|去|商家)\s?$/
const NAMED_BEHIND =
  /^(?:的)?(?:这家|那家|一家|这个|那个)?([\u3400-\u9fff]{0,4}?(?:旅行社|酒店|民宿|客栈|宾馆|旅馆|餐厅|饭店|餐馆|火锅店|酒吧|KTV|歌厅|网吧|网咖|电玩城|影院|影城|书店|画廊|景区|公园|门店|店铺|店|公司|平台|直播间|公众号|账号|俱乐部|工作室|剧场|车队|剧本杀|密室|会所|App|APP|app|小程序|营地|院子|游戏|软件|网站))/
/** Quoted speech, not a name. */
const SPEECH =
  /[我你他她它不没要说是吗呢了啊吧的]|^(?:低价|纯玩|零|无|免费|特价|豪华|轻奢|精品|最|全|包|五星|自愿|自费|强制)/

export function quotedNames(source: NormalisedText, taken: Taken): NamedParty[] {
  const { text } = source
  if (!/[“"「『]/.test(text)) return []
  const found: NamedParty[] = []
  QUOTED.lastIndex = 0
  for (let match = QUOTED.exec(text); match; match = QUOTED.exec(text)) {
    const name = match[1]!
    const own = lastWordOf(name)
    const before = text.slice(Math.max(0, match.index - 6), match.index)
    const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 14)
    const after = NAMED_BEHIND.exec(behind)
    const isNamed =
      /(?:叫做?|名为|名叫|店名|名称[是为])\s?$/.test(before) ||
      after !== null ||
      (own !== null && NAMED_BEFORE.test(before)) ||
      (/(?:旅游|旅行|文旅|国际|假期|商务咨询|咨询|传媒|文化)$/.test(name) && NAMED_BEFORE.test(before))
    if (!isNamed || (SPEECH.test(name) && !own)) continue
    if (own && own.word.length === name.length) continue
    const start = match.index + 1
    const end = start + name.length
    if (taken.has(source.toRaw(start, end))) continue
    const kind = own?.kind ?? (after ? (lastWordOf(after[1]!)?.kind ?? kindByContext(text)) : kindByContext(text))
    found.push({ start, end, kind, confidence: 0.85 })
  }
  return found
}
