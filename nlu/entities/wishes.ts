// Wishes about the requester's own identity and the reply: 匿名, 别说是我, 不要透露, 保密, 实名, 要回复, 不用回复.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { UnderstandContext, Wishes } from '../understanding.ts'

interface Rule {
  key: keyof Wishes
  value: boolean
  pattern: RegExp
}

/** The first rule that matches decides for its key; negated forms stand before the plain ones. */
const RULES: readonly Rule[] = [
  {
    key: 'anonymous',
    value: false,
    pattern:
      /(?:不|不用|不要|不需要|不必|无需|没必要|不想)匿名|实名(?!制|认证|购|登记|预约)|真名|(?<!不|别|无需|用|要|必|想|愿|愿意|未|没|能|方便)署(?:上)?(?:我的?)?名|(?:可以|能)写(?:我的?)?名字|写我(?:的)?名字|名字可以给/g
  },
  {
    key: 'anonymous',
    value: true,
    pattern:
      /匿名|(?:不|别|不想|不要|不用|不能|不必|不愿意?|不方便)(?:给我|替我)?(?:署|具|留)(?:上)?(?:我的?)?(?:真|实|姓)?名|不愿(?:意)?(?:透露|留)(?:姓名|名字)|(?:姓名|名字|真名)(?:就)?(?:不|别)(?:能)?(?:说|留|写|透露|给)|不(?:方便|想|愿)(?:透露|留下?|说)(?:我的?)?(?:姓名|名字|身份|信息)/g
  },
  {
    key: 'confidential',
    value: false,
    pattern: /(?:不用|不需要|不必|无需|没必要|没什么好|不要求)(?:替我|特别|给我|帮我)?保密|可以公开(?:我的)?/g
  },
  {
    key: 'confidential',
    value: true,
    pattern:
      /保密|别(?:说|讲|告诉他们?|让他们?知道|透露)(?:出去)?是我|不要(?:说|讲)(?:出去)?是我|别说是我|(?:不要|别|请勿|不能|切勿|勿|不得|千万不能|千万别|千万不要)(?:向[^,。!?]{0,8}|对[^,。!?]{0,8}|把[^,。!?]{0,8})?(?:透露|泄露|泄漏|暴露|公开|告诉商家|告诉店家|告诉对方|告诉老板)|(?:怕|担心)(?:被)?(?:打击)?报复|别让(?:他们?|店家|商家|老板|公司|厂里|导游|旅行社)(?:的人)?知道|不能让[^,。!?]{0,6}(?:知道|晓得)|别提我/g
  },
  {
    key: 'wantsReply',
    value: false,
    pattern:
      /(?:不用|不要|不需要|不必|无需|不求|别|不用再|不用给我)(?:再)?(?:给我|给我们|向我|打电话)?(?:回复|答复|回电话?|反馈|回访|联系我|回(?=[,。!?\s]|$)|回话|通知我|告诉我结果)/g
  },
  {
    key: 'wantsReply',
    value: true,
    pattern:
      /(?:请|要|要求|希望|需要|想要|等|期待|盼|望|尽快|及时|早日|务必|给我|给我们|请你们|麻烦)[^,。!?不没]{0,8}?(?:回复|答复|回电|回话|反馈|联系我|告诉我一?声?|告知(?:我)?(?:处理)?结果|通知我|回音)|(?:有(?:了)?(?:消息|结果)|查(?:清楚|完)?了|处理(?:完|好)了?|找到了)[^,。!?]{0,4}(?:告诉|告知|通知|联系|给我|打电话|说一声|来电)|知道结果|(?:^|[,。\s])(?:回复我|给我回(?:复|电|个?话))/g
  }
]

export function extractWishes(source: NormalisedText, context: UnderstandContext): Wishes {
  const { text } = source
  const wishes: Wishes = {}
  for (const { key, value, pattern } of RULES) {
    if (wishes[key]) continue
    pattern.lastIndex = 0
    const match = pattern.exec(text)
    if (!match) continue
    // told of others: 商家要求匿名评价, 平台不回复
    wishes[key] = { value, ...source.toRaw(match.index, match.index + match[0].length) }
  }
  return { ...wishes, ...answered(source, context, wishes) }
}

const YES = /^\s*(?:要的?|需要|是的?|好的?|可以|行|嗯|当然|那当然|必须|想|希望|对)/
const NO = /^\s*(?:不(?!匿名|保密)|无需|没必要|算了|别|免了|否)/
const ASKED: Readonly<Record<string, keyof Wishes>> = {
  'requester.anonymous': 'anonymous',
  'requester.confidential': 'confidential',
  'requester.wantsReply': 'wantsReply'
}

/** A plain yes or no to the bot's question about a wish. */
function answered(source: NormalisedText, context: UnderstandContext, said: Wishes): Wishes {
  const key = ASKED[context.asks ?? '']
  if (!key || said[key]) return {}
  const match = NO.exec(source.text) ?? YES.exec(source.text)
  if (!match) return {}
  return { [key]: { value: !NO.test(source.text), ...source.toRaw(0, match[0].length) } }
}
