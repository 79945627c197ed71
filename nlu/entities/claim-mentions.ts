// What the citizen wants done (投诉请求): refund, compensation, apology, exchange, performance, penalty, rectification, answer.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { ClaimMention, ClaimType, Entity, UnderstandContext } from '../understanding.ts'

interface Rule {
  type: ClaimType
  pattern: RegExp
}

/** Words that make what follows a demand of the writer. */
const DEMAND =
  '(?:要求|请求|希望|请|恳请|恳求|诉求|申请|必须|应当|应该|得|想|想要|我要|要|需要|只要|只求|就想|让|叫|帮我?|麻烦|给我|给我们|强烈|坚决|主张|务必|尽快|立即|马上|建议|把|将|追|协调|督促|责令)'
const AHEAD = `${DEMAND}[^。!?;\\n]{0,14}?`

const RULES: readonly Rule[] = [
  {
    type: 'refund',
    pattern: new RegExp(
      `退(?:还|回|一赔|给我|我们?|掉)?(?:[^,。!?;\\n]{0,8}?)(?:钱|款|费|票|押金|定金|订金|差价|余额|元|块|\\d{2,})|全额?退|退全(?:款|额|部)|退给(?:我|我们|俺|他|她|客人)|(?:${AHEAD})(?:退款|退钱|退费|退票|退还|退回来?|返还|退差价|退押金|退货|退房|追回|要回|拿回)|退(?=[,。!?;\\s]|$)|返还[^,。!?;\\n]{0,10}?(?:款|费|金|钱|元|块)|追回(?=来|[,。!?;\\s]|$|[^,。!?;\\n]{0,8}?(?:款|费|金|钱|元|块))`,
      'g'
    )
  },
  {
    type: 'compensation',
    pattern:
      /赔(?!礼|不是|笑|本)(?:偿|付|钱|款|我|给|一|三|十|补)?(?:[^,。!?;\n]{0,8}?(?:损失|元|块|钱|\d{2,}))?|补偿|索赔|(?:出|付|承担|报销|负担)(?:全部|所有|我们?的?|他们?的?|她们?的?|的)*(?:医药费|医疗费|医疗费用|误工费|营养费|损失)|退一赔[一二三四十\d]|假一赔[一二三四十\d]/g
  },
  { type: 'apology', pattern: /赔礼道歉|道歉|赔不是|说声?对不起|当面(?:认错|道歉)|公开道歉/g },
  { type: 'exchange', pattern: /(?:换货|更换|调换|换一[张个间台件]|换个房|换房|改签|重新安排|重新发货)/g },
  {
    type: 'performance',
    pattern:
      /(?:继续履行|履行合同|按合同(?:办|执行|履行)|兑现(?:承诺)?|补上行程|补玩|重新安排行程|交付|发货|恢复(?:供应|开放|账号|服务)|解封|开(?:具)?发票|补开发票|开票)/g
  },
  {
    type: 'penalty',
    pattern:
      /(?:查处|严惩|严肃处理|处罚|处分|罚款(?!单)|吊销|取缔|关停|查封|停业整顿|追究(?:责任|法律责任)?|绳之以法|开除|严查|严厉打击|依法处理|查办|问责|治治|惩治|惩罚|曝光|拉黑|列入黑名单)/g
  },
  {
    type: 'rectification',
    pattern:
      /(?:整改|整治|改正|规范(?:管理|经营)?|加强(?:管理|监管|管控|执法|巡查)|制止|停止(?:扰民|播放|营业|侵害|违法)|拆除|关小|降低?音量|维修|修好|修复|恢复原[状貌]|下架|撤掉|清理|治理|管管|管一管|管理一下|改进|安排人(?:管|修))/g
  },
  {
    type: 'answer',
    pattern:
      /(?:给(?:个|一个|我个?|我们(?:一?个)?)?(?:说法|解释|答复|交代|回复|结果|回应)|要(?:个|一个)?(?:说法|解释|交代)|讨(?:个|一个)?(?:说法|公道)|书面答复|解释清楚|明确答复|说明情况|告知(?:处理)?结果)/g
  }
]

const NEGATED =
  /(?:不要求?|不用|不需要|不必|不想|不图|不求|不是为了?|不是要|无需|没想|没要|别|不为|也不要|不指望|不为了)(?:你们?|他们?|对方|商家|店家|再|给我?|什么|任何|要|你|去|来|任何)*$/
const NEGATED_BEHIND = /^(?:[^,。!?;\n]{0,4})?(?:就算了|不用了|不要了|我不要|就不用|就免了|不必了)/
/** 钱不用退, 票不要退了 */
const INNER_NEGATION = /不用|不要|不必|无需|不需要/
/** What happened rather than what is wanted: 不给退款, 拒绝赔偿, 已经退了. */
const TOLD =
  /(?:不给?我?们?|拒绝|拒不|不肯|不愿意?|不同意|未|没有?|没给|不予|不能|不可|无法|迟迟不|一直不|还不|就是不|也不|都不|不让|不认|才|已经?|只|只能|只肯|说不|说好|承诺|答应|曾|了|声称|可以|谁来|怎么|能否|能不能|如何|会)(?:给我?们?|予以?|再|办理|进行|我|我们|全额|一分钱|任何|同意)*$/

export function extractClaims(
  source: NormalisedText,
  context: UnderstandContext,
  entities: readonly Entity[]
): ClaimMention[] {
  const { text } = source
  const claims: ClaimMention[] = []
  for (const { type, pattern } of RULES) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      if (match[0] === '') {
        pattern.lastIndex++
        continue
      }
      const clauseStart = startOfClause(text, match.index)
      const before = text.slice(Math.max(clauseStart, match.index - 12), match.index)
      const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 8)
      const negated = NEGATED.test(before) || NEGATED_BEHIND.test(behind) || INNER_NEGATION.test(match[0])
      if (!negated && (TOLD.test(before) || TOLD_INSIDE.test(match[0]))) continue
      const demanded = negated || isDemanded(text, clauseStart, match.index, match[0], behind) || isAnswer(context)
      if (!demanded) continue
      const { start, end } = source.toRaw(match.index, match.index + match[0].length)
      if (
        claims.some(other => other.type === type && other.negated === negated && Math.abs(other.start - start) < 40)
      ) {
        const same = claims.find(other => other.type === type && other.negated === negated)
        const amount = amountFor(source, entities, match.index, match.index + match[0].length)
        if (same && same.amount === undefined && amount !== undefined) same.amount = amount
        continue
      }
      const amount = negated ? undefined : amountFor(source, entities, match.index, match.index + match[0].length)
      claims.push({
        type,
        ...(amount === undefined ? {} : { amount }),
        text: source.raw.slice(start, end),
        start,
        end,
        negated
      })
    }
  }
  return claims.sort((a, b) => a.start - b.start)
}

const TOLD_INSIDE = /不给?退|拒绝|没退|不退|退了/
const isAnswer = (context: UnderstandContext) => /^claims/.test(context.asks ?? '')

function startOfClause(text: string, at: number): number {
  for (let i = at - 1; i >= 0 && at - i < 80; i--) if (/[,。!?;\n]/.test(text[i]!)) return i + 1
  return Math.max(0, at - 80)
}

const DEMANDED = new RegExp(`${DEMAND}[^。!?;\\n]{0,24}$`)
const SENTENCE_DEMAND = /(?:要求|诉求|请求|希望|请你们|恳请|我要投诉并|投诉并)[^。!?\n]{0,60}$/

function isDemanded(text: string, clauseStart: number, at: number, whole: string, behind: string): boolean {
  if (new RegExp(`^${DEMAND}`).test(whole)) return true
  const clause = text.slice(clauseStart, at)
  if (DEMANDED.test(clause)) return true
  if (clause.trim() === '' && /^(?:全额?退|退|赔)/.test(whole) && !/^(?:了|过|不了|得)/.test(behind)) return true
  return SENTENCE_DEMAND.test(text.slice(Math.max(0, at - 70), at)) || /^(?:给我|我)/.test(behind)
}

/** The sum named in the same clause as the claim. */
function amountFor(
  source: NormalisedText,
  entities: readonly Entity[],
  start: number,
  end: number
): number | undefined {
  const { text } = source
  let clauseEnd = end
  while (clauseEnd < text.length && clauseEnd - end < 30 && !/[。!?;\n,]/.test(text[clauseEnd]!)) clauseEnd++
  const clause = source.toRaw(startOfClause(text, start), clauseEnd)
  const sums = entities.filter(e => e.type === 'money' && e.start < clause.end && e.end > clause.start)
  const nearest = sums.sort(
    (a, b) => Math.abs(a.start - source.toRaw(end, end).start) - Math.abs(b.start - source.toRaw(end, end).start)
  )[0]
  return nearest?.type === 'money' ? nearest.value.amount : undefined
}
