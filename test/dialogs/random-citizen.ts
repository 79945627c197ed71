// A citizen made of random facts and habits: answers out of order, several at once, corrects, refuses, digresses, repeats.
// The same seed is the same citizen.
import { type BotMessage, ChatHarness } from './chat-harness.ts'

/** mulberry32: small, seeded, good enough to mix cases. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const RESPONDENTS = ['彩云银器店', '听雨客栈', '青山旅行社', '金马马场', '银树KTV', '疾风网咖'] as const
const PLACES = ['束河古镇仁里路18号', '大研古城四方街', '古城区福慧路12号', '玉龙县黄山街道'] as const
/** Said on Tuesday 2026-11-24; the local day that is meant. */
const TIMES = [
  ['昨天下午', '2026-11-23'],
  ['上周六', '2026-11-21'],
  ['11月20日上午十点', '2026-11-20'],
  ['前天晚上', '2026-11-22']
] as const
const NAMES = ['王芳', '李志远', '周小梅', '和建军'] as const
const STORIES = {
  report: ['没有证照还在营业，我要举报', '放未成年人进去，我要举报', '拿假货骗游客，我要举报'],
  complaint: ['说好的服务没有给，我要投诉', '多收了钱不认账，我要投诉', '东西是坏的不给换，我要投诉']
} as const
const ASIDES = ['旅游投诉多久给答复？', '谢谢你啊', '你好', '再说一遍', '你是机器人吗']

export interface RandomCitizen {
  seed: number
  kind: 'report' | 'complaint'
  facts: { respondent: string; place: string; time: string; day: string; name: string; phone: string; amount: number }
  isAnonymous: boolean
  end: 'filed' | 'cancelled' | 'person' | 'stuck'
  turns: number
  transcript: string
  /** Where the ticket is not what was told. */
  differences: string[]
}

export async function playRandom(seed: number): Promise<RandomCitizen> {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const chance = (p: number) => random() < p
  const kind = chance(0.5) ? 'report' : 'complaint'
  const [time, day] = pick(TIMES)
  const facts = {
    respondent: pick(RESPONDENTS),
    place: pick(PLACES),
    time,
    day,
    name: pick(NAMES),
    phone: `138000${String(10_000 + Math.floor(random() * 89_999))}`,
    amount: 100 + Math.floor(random() * 4900)
  }
  const isAnonymous = kind === 'report' && chance(0.4)
  const goal = chance(0.08) ? 'cancelled' : chance(0.06) ? 'person' : 'filed'
  const chat = await ChatHarness.open('2026-11-24T15:00:00+08:00')
  const lines: string[] = []
  let last: BotMessage[] = await chat.event('conversation/start')
  let turns = 0
  const say = async (text: string) => {
    turns += 1
    lines.push(`user: ${text}`)
    last = await chat.say(text)
    for (const { text: spoken, hotline } of last) lines.push(`bot:  @${hotline.replyId} ${spoken.split('\n')[0]}`)
  }

  // any of the facts may stand in the opening already
  const told = [
    chance(0.5) ? `${facts.time}` : '',
    chance(0.4) ? `在${facts.place}` : '',
    chance(0.5) ? `的${facts.respondent}` : ''
  ]
  const opening = `${told.filter(part => part !== '').join('')}${pick(STORIES[kind])}${kind === 'complaint' && chance(0.5) ? `，要求退${facts.amount}元` : ''}`
  await say(opening.replace(/^的/, ''))

  let end: RandomCitizen['end'] = 'stuck'
  let mayCorrect = chance(0.35)
  while (turns < 25) {
    if (chat.filed.length > 0) {
      end = 'filed'
      break
    }
    if (goal !== 'filed' && turns >= 2 && chance(0.4)) {
      await say(goal === 'person' ? '转人工' : '取消')
      if (goal === 'person') {
        end = 'person'
        break
      }
      if (last.at(-1)?.hotline.asks === 'choice') await say('是的，不要了')
      end = 'cancelled'
      break
    }
    const asks = last.at(-1)?.hotline.asks ?? null
    if (chance(0.1) && asks !== 'choice') {
      await say(pick(ASIDES))
      continue
    }
    switch (asks) {
      case 'respondent.name':
        await say(chance(0.3) ? `${facts.respondent}，${facts.time}` : facts.respondent)
        break
      case 'occurredAt':
        await say(chance(0.4) ? `${facts.time}，在${facts.place}` : facts.time)
        break
      case 'place':
        await say(facts.place)
        break
      case 'claims':
        await say(`退${facts.amount}元`)
        break
      case 'requester.phone':
        await say(isAnonymous ? '匿名' : chance(0.5) ? `${facts.name}，${facts.phone}` : facts.phone)
        break
      case 'requester.name':
        await say(chance(0.5) ? facts.name : `我叫${facts.name}`)
        break
      case 'contract.orderNo':
        await say('没有')
        break
      case 'content':
        await say(pick(STORIES[kind]))
        break
      case 'confirm':
        if (mayCorrect && !isAnonymous) {
          mayCorrect = false
          facts.phone = `139000${String(10_000 + Math.floor(random() * 89_999))}`
          await say(`电话写错了，是${facts.phone}`)
        } else await say(pick(['确认提交', '没问题，提交', '对的']))
        break
      case 'choice':
        await say(kind === 'report' ? '只要举报' : '只要投诉')
        break
      default:
        await say(facts.respondent)
    }
  }
  if (end === 'stuck' && chat.filed.length > 0) end = 'filed'
  const differences: string[] = []
  const wrong = (what: string, found: unknown) => differences.push(`${what}: ${String(found)}`)
  if (end === 'filed') {
    const draft = chat.filed.find(item => item.draft.kind === kind)?.draft
    if (!draft)
      wrong(
        'kind',
        chat.filed.map(item => item.draft.kind)
      )
    else {
      if (!draft.respondent?.name.includes(facts.respondent)) wrong('respondent', draft.respondent?.name)
      if (!draft.place?.text.includes(facts.place)) wrong('place', draft.place?.text)
      const local = new Date(Date.parse(draft.occurredAt?.start ?? '') + 8 * 3_600_000).toISOString().slice(0, 10)
      if (local !== facts.day) wrong('day', local)
      if (draft.requester.anonymous !== isAnonymous) wrong('anonymous', draft.requester.anonymous)
      if (!isAnonymous && draft.requester.phone !== facts.phone) wrong('phone', draft.requester.phone)
      if (!isAnonymous && draft.requester.name !== facts.name) wrong('name', draft.requester.name)
      const sums = [draft.amountInvolved, ...(draft.claims ?? []).map(claim => claim.amount)]
      if (kind === 'complaint' && !sums.includes(facts.amount)) wrong('amount', sums)
    }
  }
  await chat.close()
  return { seed, kind, facts, isAnonymous, end, turns, transcript: lines.join('\n'), differences }
}
