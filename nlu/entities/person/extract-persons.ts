// Persons: who writes (我叫文素, 我姓王), and guides, drivers and staff as they are named (导游小李, 司机王师傅, 工号A102).
import { selfToldNames } from '../../../core/self-told-names.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../../understanding.ts'
import { atText, type Taken } from '../found.ts'
import { FAMILY } from './family-names.ts'

const HAN = '[\\u3400-\\u9fff]'
const ROLES: Readonly<Record<string, string>> = {
  导游: 'guide',
  地陪: 'guide',
  全陪: 'guide',
  讲解员: 'guide',
  领队: 'tour_leader',
  司机: 'driver',
  师傅: 'driver',
  老板: 'owner',
  老板娘: 'owner',
  店主: 'owner',
  经理: 'staff',
  店长: 'staff',
  前台: 'staff',
  客服: 'staff',
  服务员: 'staff',
  店员: 'staff',
  销售: 'staff',
  业务员: 'staff',
  计调: 'staff',
  工作人员: 'staff',
  负责人: 'staff',
  保安: 'staff',
  主播: 'host',
  房东: 'owner',
  管家: 'staff',
  顾问: 'staff'
}
const ROLE = Object.keys(ROLES)
  .sort((a, b) => b.length - a.length)
  .join('|')
const TITLE = '(?:师傅|先生|女士|小姐|姐|哥|导游?|经理|老板|总|主任|队长|老师|某某?|领队)'
/** What goes on behind a name. */
const END = `(?=$|[^\\u3400-\\u9fff]|[在说把让叫和跟给对不没要骂带强就还是也都的,。推收拿将辱威找]|电话|手机|态度|强|辱|带|工号)`
const STAFF = new RegExp(
  `(${ROLE})(?:姓名|名字)?(?:就?叫|名叫|是|叫做|:|\\s)?((?:[小老阿大]${HAN}${END})|${FAMILY}${TITLE}|${FAMILY}${HAN}{1,2}?${END})`,
  'g'
)
const SURNAMED = new RegExp(
  `姓(${FAMILY})的(?:[男女]?(?:${ROLE}|人|店员|员工))|([男女]?(?:${ROLE}))(?:是)?姓(${FAMILY})(?!名)`,
  'g'
)
const SEXED = /[男女](?:导游|司机|领队|讲解员|服务员|店员)(?![\u3400-\u9fff]*姓)/g
const STAFF_NUMBER = /(?:工号|胸牌号?|工牌号?|导游证号码?|警号|员工号)(?:是|为|[:\s])*([A-Za-z]{0,4}-?\d{2,10})/g
const TITLED = new RegExp(`(?<!${HAN})${FAMILY}(?:师傅|经理|导游|领队|主任)`, 'g')
const BESIDE_PHONE = new RegExp(
  `(?:^|[,。;!?:\\s、])(${FAMILY}${HAN}{1,2})[,、\\s:]{1,2}(?:电话|手机|联系电话)?[:\\s]?$`
)
const ASKED_NAME = new RegExp(
  `^\\s*(?:我叫|我是|叫我?|姓名|名字(?:是|叫)?|本人|写|就写|可以写)?[:\\s]?(${FAMILY}${HAN}{1,3}|[小老阿]${HAN}{1,2}|${HAN}{1,10}[·•]${HAN}{1,10}|[A-Za-z][A-Za-z .'-]{1,30})(?:吧|就行|就好|即可)?[\\s。,.!]*$`
)
const NO_NAME = /^(?:不|匿|保密|实名|真名|没|别|无|跳过|算了|随便|可以|好的|可以写|要求|需要|是的|对的|暂|这个|那个)/

export function extractPersons(
  source: NormalisedText,
  context: UnderstandContext,
  taken: Taken,
  phones: readonly Entity[]
): Entity[] {
  const { text } = source
  const entities: Entity[] = []
  const offer = (
    start: number,
    end: number,
    role: string | undefined,
    confidence: number,
    nameStart = start,
    nameEnd = end
  ) => {
    const span = source.toRaw(start, end)
    if (end <= start || taken.has(span) || entities.some(e => e.start < span.end && span.start < e.end)) return
    const name = source.toRaw(nameStart, nameEnd)
    const value = { name: source.raw.slice(name.start, name.end), ...(role ? { role } : {}) }
    entities.push(atText(source, { start, end }, 'person', value, confidence))
  }
  for (const match of text.matchAll(STAFF)) {
    const start = match.index + match[0].length - match[2]!.length
    offer(match.index, match.index + match[0].length, ROLES[match[1]!], 0.85, start)
  }
  for (const match of text.matchAll(SURNAMED)) {
    const family = match[1] ?? match[3]!
    const at = match.index + match[0].indexOf(`姓${family}`) + 1
    const role = Object.keys(ROLES).find(word => match[0].includes(word))
    offer(match.index, match.index + match[0].length, role ? ROLES[role] : undefined, 0.8, at, at + family.length)
  }
  for (const match of text.matchAll(STAFF_NUMBER)) offer(match.index, match.index + match[0].length, 'staff', 0.8)
  for (const match of text.matchAll(TITLED))
    offer(
      match.index,
      match.index + match[0].length,
      match[0].includes('导游') ? 'guide' : match[0].includes('师傅') ? 'driver' : 'staff',
      0.75
    )
  for (const match of text.matchAll(SEXED))
    offer(match.index, match.index + match[0].length, ROLES[match[0].slice(1)], 0.5)
  for (const pattern of selfToldNames)
    for (const match of text.matchAll(pattern)) {
      const lead = match[1] ?? ''
      if (!/我|本人|姓|名|联系人|称呼|投诉人|举报人|反映人|诉求人|申请人|当事人/.test(lead)) continue
      const start = match.index + lead.length
      const end = trimmedEnd(text, start, match.index + match[0].length)
      offer(start, end, 'requester', /我|本人|姓名/.test(lead) ? 0.9 : 0.75)
    }
  for (const phone of phones) {
    // 计云舟,13600000106: a name right before the number is whose it is
    const before = source.raw
      .slice(Math.max(0, phone.start - 14), phone.start)
      .replace(/[，：]/g, sign => (sign === '，' ? ',' : ':'))
    const match = BESIDE_PHONE.exec(before)
    const at = match ? text.indexOf(match[1]!) : -1
    if (match && at >= 0) offer(at, at + match[1]!.length, 'requester', 0.7)
  }
  if (context.asks === 'requester.name') {
    const match = ASKED_NAME.exec(text)
    if (match && !NO_NAME.test(match[1]!)) {
      const start = match[0].indexOf(match[1]!)
      offer(start, start + match[1]!.length, 'requester', 0.9)
    }
  }
  return entities
}

/** 文素,电话: a name found by its length alone ends before a word that goes on. */
function trimmedEnd(text: string, start: number, end: number): number {
  const cut = /(?:电话|手机|身份|今年|先生|女士|来自|谢谢|是|在|住|的|我|要)/.exec(text.slice(start + 1, end + 1))
  return cut ? start + 1 + cut.index : end
}
