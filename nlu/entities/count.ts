// Counted people and things: 26个, 两位, 40多人, 三张票, 一家五口. 一个 and its like say "a", not a number.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { Entity } from '../understanding.ts'
import { atText, type Taken } from './found.ts'
import { NUMBER, readNeighbours, readNumber } from './numerals.ts'

const UNIT =
  '个(?!半|月|小时|钟头|钟|星期|礼拜|年头|多月|点)|位(?!置|于|数)|名(?!字|称|额|声|单|胜|族)|人(?!民|均|行|工|间|事|员|物|次)|人次|张(?!三)|间(?!隔|断|接)|口(?!子|味|头)|家(?!庭|长|人|门|里|乡|属|具)|辆|只(?!有|是|能|要|会|好|剩)|件(?!事情)|瓶|本(?!来|人|地|市|店|馆|次|月|周|身)|场(?!地|所|馆|景)|次(?!日)|桌(?!子|游|上)|份(?!额)|套(?!餐|路|票)|台(?!阶)|部(?!分|门|队)|条(?!件|款|例)|盒|箱|袋|斤|杯|趟|遍|队|组|户|所(?!以|有|谓)|处(?!理|罚|分)|幅|棵|层|级(?!别)|头|匹|顿|碗|盘|批'
const PATTERN = new RegExp(
  `(?<![\\d.第:一二三四五六七八九十年月号/-]|最后|最前|[末尾])(${NUMBER})(多|余|来|几)?(万|千|百)?(?:多|余)?(${UNIT})`,
  'g'
)

export function extractCounts(source: NormalisedText, taken: Taken): Entity[] {
  const { text } = source
  const entities: Entity[] = []
  PATTERN.lastIndex = 0
  for (let match = PATTERN.exec(text); match; match = PATTERN.exec(text)) {
    const [whole, written = '', , scale, unit = ''] = match
    const n = readNeighbours(written)?.min ?? readNumber(written)
    if (n === null || (n <= 1 && !/^[1]/.test(written))) continue
    const span = { start: match.index, end: match.index + whole.length }
    if (taken.has(source.toRaw(span.start, span.end))) continue
    const factor = scale === '万' ? 10_000 : scale === '千' ? 1000 : scale === '百' ? 100 : 1
    entities.push(atText(source, span, 'count', { n: n * factor, unit }, 0.85))
  }
  return entities
}
