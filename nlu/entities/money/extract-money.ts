// Amounts of money in yuan (CNY): 三千多块, 1.2万, 两块五, 20多万元, ¥380, 3000-5000元, and bare numbers where money is the talk.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, EntityValues, UnderstandContext } from '../../understanding.ts'
import { atText, type Taken } from '../found.ts'
import { NUMBER, readNumber } from '../numerals.ts'
import { type Amount, amountsIn } from './amounts.ts'
import { moneyLikelihood } from './money-context.ts'

const DIGIT = '[一二两三四五六七八九\\d]'
/** 元/块 with what may follow: 两块五, 三块二毛, 10元5角. A 块 of jade or meat is a piece. */
const YUAN = new RegExp(
  `^\\s?(?:(?:元(?!旦|月|宵|素|老|件|气|朝|代|青|阳)|圆(?!桌|形|通|满|圈)|块(?!玉|石|表|牌|地|板|砖|肉|布|屏|手表|糖|饼|银|翡|木|匾|碑|黄|草|田|墓|区|广|显|巧|香|蛋|冰|普|电|空|儿|状|头|腊|奶|披|西|豆|毛巾|胎记|伤|疤|幕)|大洋)(?:(?:零(?=${DIGIT}[毛角]))?(${DIGIT})(?:[毛角](?:(${DIGIT})分?)?|(?![\\d十百千万个人张点天年月号,.块元位次斤公份杯瓶晚间桌场条只支串节套盒盘碗壶片颗双件本辆台小趟家顿口圈期课首两克]|包(?!邮))))?(?:人民币|大洋|钱|整)?|人民币|rmb|cny)`,
  'i'
)
const COINS = /^\s?(?:[毛角](?:钱|(?=[,。;!?\s]|$))|分钱)/
/** 三元村, 三元桥: a name, no price. */
const NAMED_SANYUAN = /^元[村镇乡街路桥坊巷寺宫庄](?![民费])/
/** 一分钱不退, 没给我一毛钱: nothing at all. */
const NOTHING_BEHIND = /^(?:都|也|还)?[没不未别]/
const NOTHING_BEFORE = /[没不未][^,。;!?]{0,4}$/
const SYMBOL = /(?:¥|(?<![A-Za-z])(?:rmb|cny)|人民币)\s?$/i
const RANGE_JOINT = /^\s?(?:元|块钱?)?\s?(?:-{1,2}|~|到|至|—)\s?¥?\s?$/
const FOREIGN =
  '港币|港元|港纸|美元|美金|美刀|欧元|日元|日币|英镑|韩元|韩币|泰铢|台币|新台币|澳元|新币|卢布|越南盾|缅币'
/** Not in yuan: no amount of ours. */
const FOREIGN_BEFORE = new RegExp(`(?:${FOREIGN}|(?:HK|US)?\\$|[€£])\\s?$`, 'i')
const FOREIGN_BEHIND = new RegExp(`^(?:多|来)?(?:块|元)?的?(?:${FOREIGN})`)
/** 每人380共4人: so much a head times so many heads, where both are said in one breath. */
const A_HEAD_BEFORE = /(?:每个?人|一个?人|每位|一位|人均)(?:是|要|收了?|交了?)?\s?$/
const HEADS_BEHIND = new RegExp(
  `^\\s?(?:\\/人|每人)?[,，]?\\s?(?:一共|总共|合计|共计|共|[×x*乘])(?:是|有|以)?\\s?(${NUMBER})\\s?(?:个)?(?:人|位)`
)
const ABOUT_BEFORE = /(?:大概|大约|约|差不多|将近|接近|近|上下|左右|至少|超过|不到|好几)\s?$/
const ABOUT_BEHIND = /^(?:左右|上下|多|出头|不到)/
/** Where one coin is worth: 毛 and 角 a tenth, 分 a hundredth. */
const BEFORE_LENGTH = 24
const BEHIND_LENGTH = 14
const ASKED_AMOUNT = /^(?:claims|amountInvolved)/

interface Sum {
  start: number
  end: number
  value: EntityValues['money']
  confidence: number
}

const digit = (text: string | undefined) => (text ? (readNumber(text) ?? 0) : 0)
const cents = (amount: number) => Math.round(amount * 100) / 100

function sumOf(text: string, amount: Amount, previousEnd: number, isAsked: boolean): Sum | null {
  const before = text.slice(Math.max(previousEnd, amount.start - BEFORE_LENGTH, 0), amount.start)
  const behind = text.slice(amount.end, amount.end + BEHIND_LENGTH)
  if (FOREIGN_BEFORE.test(before) || FOREIGN_BEHIND.test(behind)) return null
  if (amount.min === 3 && !amount.isFigure && NAMED_SANYUAN.test(behind)) return null
  const symbol = SYMBOL.exec(before)
  const yuan = YUAN.exec(behind)
  const coins = COINS.exec(behind)
  const isWordOfOne = amount.min === 1 && !amount.isFigure && !amount.hasScale
  const coin = (yuan ?? coins)?.[0] ?? ''
  if (
    isWordOfOne &&
    coin.endsWith('钱') &&
    (NOTHING_BEFORE.test(before) || NOTHING_BEHIND.test(behind.slice(coin.length)))
  )
    return null
  const start =
    amount.start - (symbol ? symbol[0].trimEnd().length + (symbol[0].length - symbol[0].trimEnd().length) : 0)
  const make = (end: number, extra: number, factor: number, confidence: number): Sum => {
    const isApprox = amount.isApprox || ABOUT_BEFORE.test(before) || ABOUT_BEHIND.test(text.slice(end, end + 3))
    return {
      start,
      end,
      value: {
        amount: cents(amount.min * factor + extra),
        ...(amount.max > amount.min ? { max: cents(amount.max * factor + extra) } : {}),
        ...(isApprox ? { approx: true } : {})
      },
      confidence
    }
  }
  if (yuan) {
    const isTogether = /^\s?块$/.test(yuan[0]) && amount.min === 1 && !amount.isFigure
    if (
      isTogether &&
      moneyLikelihood(before, ',', 100, true) === 0 &&
      !/^[,。;!?\s]|^$/.test(behind.slice(yuan[0].length))
    )
      return null
    return make(amount.end + yuan[0].length, digit(yuan[1]) / 10 + digit(yuan[2]) / 100, 1, 0.98)
  }
  if (coins && amount.min < 100)
    return make(amount.end + coins[0].length, 0, coins[0].includes('分') ? 0.01 : 0.1, 0.95)
  if (symbol) return make(amount.end, 0, 1, 0.98)
  const isLong = amount.hasScale || (amount.isFigure && amount.min >= 5)
  const likelihood = moneyLikelihood(before, behind, amount.min, isLong, amount.hasScale)
  if (likelihood > 0) return make(amount.end, 0, 1, likelihood)
  // 一 of 一定 answers nothing, a bare 五百 does
  const isInWord = !amount.isFigure && !amount.hasScale && /^[\u3400-\u9fff]/.test(behind)
  if (isAsked && !isInWord && amount.min >= 1 && moneyLikelihood('价', behind, amount.min, true) > 0)
    return make(amount.end, 0, 1, 0.85)
  return null
}

export function extractMoney(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const { text } = source
  const isAsked = ASKED_AMOUNT.test(context.asks ?? '')
  const amounts = amountsIn(text).filter(amount => !taken.has(source.toRaw(amount.start, amount.end)))
  const sums: Sum[] = []
  for (let i = 0; i < amounts.length; i++) {
    const first = amounts[i]!
    const second = amounts[i + 1]
    const previousEnd = sums.at(-1)?.end ?? 0
    if (first.start < previousEnd) continue
    if (second && RANGE_JOINT.test(text.slice(first.end, second.start))) {
      const upper =
        sumOf(text, second, previousEnd, isAsked) ??
        sumOf(
          text.slice(0, first.start) + text.slice(second.start),
          { ...second, start: first.start, end: first.start + second.end - second.start },
          previousEnd,
          isAsked
        )
      const lower = sumOf(text, first, previousEnd, isAsked)
      if (upper) {
        const end = Math.max(upper.end, second.end)
        const scaled = scaleDown(text, first, second)
        sums.push({
          start: lower?.start ?? first.start,
          end: upper.start === second.start ? upper.end : end,
          value: {
            ...upper.value,
            amount: Math.min(scaled, upper.value.amount),
            max: upper.value.max ?? upper.value.amount
          },
          confidence: upper.confidence
        })
        i++
        continue
      }
    }
    const sum = sumOf(text, first, previousEnd, isAsked)
    if (sum) sums.push(timesHeads(text, sum))
  }
  return sums.map(({ start, end, value, confidence }) => atText(source, { start, end }, 'money', value, confidence))
}

/** The sum for all where the text says at once how many heads there were; else the sum as it stands. */
function timesHeads(text: string, sum: Sum): Sum {
  if (!A_HEAD_BEFORE.test(text.slice(Math.max(0, sum.start - 8), sum.start))) return sum
  const heads = HEADS_BEHIND.exec(text.slice(sum.end, sum.end + 16))
  const n = heads ? readNumber(heads[1]!) : null
  if (!heads || n === null || n < 1 || n > 1000) return sum
  const { max } = sum.value
  const value = { ...sum.value, amount: cents(sum.value.amount * n), ...(max ? { max: cents(max * n) } : {}) }
  return { ...sum, end: sum.end + heads[0].length, value }
}

/** 三到五千, 2-3万: the lower amount takes the scale of the upper where it has none of its own. */
function scaleDown(text: string, first: Amount, second: Amount): number {
  const scale = /(?:([千万])|([wk]))(?:多|余)?$/i.exec(text.slice(second.start, second.end))
  if (!scale || first.hasScale || first.min >= 100) return first.min
  return first.min * (scale[1] === '千' || scale[2]?.toLowerCase() === 'k' ? 1000 : 10_000)
}
