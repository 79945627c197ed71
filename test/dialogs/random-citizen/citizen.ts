// Decides what the random citizen says to what the bot asks.
import type { BotMessage } from '../chat-harness.ts'
import { type Facts, factsFrom, phoneFrom } from './facts.ts'
import { ABUSE, ASIDES, NAMES, NONSENSE, PLACES, QUESTIONS, RESPONDENTS, TIMES } from './material.ts'
import { type Correctable, correction, detail, noisy, opening } from './phrases.ts'
import type { Random } from './random.ts'

export type Goal = 'filed' | 'cancelled' | 'person'

/** Things said beside the answers in one conversation. */
const DISTURBANCES_MAX = 4

export class RandomCitizen {
  readonly facts: Facts
  readonly goal: Goal
  readonly random: Random
  /** Fields that the citizen was asked for and would not or could not give. */
  readonly refused = new Set<string>()
  #disturbances = 0
  /** The question that was last answered with something else: people do it once, then they answer. */
  #asideAt: string | null = null
  #corrections: number
  #turnsAnonymous: boolean
  #pushesOn: boolean
  #isBack = false

  constructor(random: Random) {
    this.random = random
    this.facts = factsFrom(random)
    this.goal = random.chance(0.08) ? 'cancelled' : random.chance(0.06) ? 'person' : 'filed'
    this.#corrections = random.chance(0.4) ? random.whole(1, 2) : 0
    this.#turnsAnonymous = this.facts.kind === 'report' && this.facts.phone !== null && random.chance(0.15)
    this.#pushesOn = random.chance(0.1)
  }

  opening(): string[] {
    const text = opening(this.facts, this.random)
    // told in pieces, as people type
    if (this.random.chance(0.12)) return ['你好', ...text.split('，').filter(part => part !== '')]
    return [noisy(text, this.random)]
  }

  /** One turn's messages; null where there is nothing more to say. */
  answer(last: readonly BotMessage[], turn: number): string[] | null {
    const message = last.at(-1)
    const asks = message?.hotline.asks ?? null
    const id = message?.hotline.replyId ?? ''
    if (id === 'repair.cancel.ask') return [this.goal === 'cancelled' ? '是的，不要了' : '接着填']
    if (this.goal !== 'filed' && turn >= 2 && this.random.chance(0.35)) {
      return [
        this.goal === 'person'
          ? this.random.pick(['转人工', '人工', '我要找人工客服'])
          : this.random.pick(['取消', '算了不报了', '不投诉了'])
      ]
    }
    if (asks !== 'choice' && asks !== 'confirm' && asks !== null) {
      const hasDraft = (message?.hotline.draft?.filled.length ?? 0) > 1
      const aside = this.#asideAt === asks ? null : this.#aside(hasDraft)
      if (aside) {
        this.#asideAt = asks
        return [aside]
      }
    }
    if (asks === null) return this.#toNothing(id)
    return [noisy(this.#toQuestion(asks, id), this.random)]
  }

  #aside(hasDraft: boolean): string | null {
    if (this.#disturbances >= DISTURBANCES_MAX || !this.random.chance(0.16)) return null
    this.#disturbances += 1
    return this.random.pick([
      () => this.random.pick(QUESTIONS),
      () => this.random.pick(QUESTIONS),
      () => this.random.pick(ASIDES),
      () => this.random.pick(NONSENSE),
      () => this.random.pick(ABUSE),
      () => '为什么要问这个',
      () => {
        this.#isBack = true
        return this.random.pick(['上一步', '返回上一个问题'])
      },
      () => (hasDraft ? this.random.pick(['提交', '取消']) : '提交')
    ])()
  }

  #toNothing(id: string): string[] | null {
    if (id.startsWith('intake.filed')) return null
    return [detail(this.facts.kind, this.random)]
  }

  #unknown(path: string): string {
    this.refused.add(path)
    return this.random.pick(['不知道', '记不清了', '不清楚', '没注意'])
  }

  #toQuestion(asks: string, id: string): string {
    const { facts, random } = this
    const back = this.#isBack && !id.startsWith('intake.confirm')
    this.#isBack = false
    switch (asks) {
      case 'respondent.name':
        if (!facts.respondent) return this.#unknown(asks)
        return random.pick([
          facts.respondent,
          facts.respondent,
          `是${facts.respondent}`,
          `叫${facts.respondent}`,
          facts.time ? `${facts.respondent}，${facts.time}` : facts.respondent
        ])
      case 'occurredAt':
        if (!facts.time) return this.#unknown(asks)
        if (back || !facts.place) return facts.time
        return random.pick([facts.time, facts.time, `${facts.time}，在${facts.place}`, `${facts.time}的事`])
      case 'place':
        if (!facts.place) return this.#unknown(asks)
        return random.pick([facts.place, facts.place, `在${facts.place}`, `就在${facts.place}`])
      case 'claims':
        return random.pick([
          `退${facts.amount}元`,
          `要求退款${facts.amount}元`,
          `退我${facts.amount}块钱`,
          `把${facts.amount}元退给我`
        ])
      case 'requester.phone':
        if (facts.isAnonymous) return random.pick(['匿名', '我要匿名', '不留名，匿名举报'])
        if (!facts.phone) {
          this.refused.add(asks)
          return random.pick(['不想留电话', '电话就不留了', '不方便说', '不给'])
        }
        if (!facts.name || back) return facts.phone
        return random.pick([
          facts.phone,
          `${facts.name}，${facts.phone}`,
          `${facts.phone}${facts.name}`,
          `我叫${facts.name}，${facts.phone}`,
          `免贵姓${facts.name.slice(0, 1)}，${facts.name}，${facts.phone}`
        ])
      case 'requester.name':
        if (!facts.name) {
          this.refused.add(asks)
          return random.pick(['不想说名字', '名字不说了', '不说'])
        }
        return random.pick([facts.name, facts.name, `我叫${facts.name}`, `${facts.name}就行`, `叫我${facts.name}吧`])
      case 'contract.orderNo':
        if (facts.orderNo) return random.pick([facts.orderNo, `订单号${facts.orderNo}`, `是${facts.orderNo}`])
        return random.pick(['没有', '没有订单号', '找不到了', '要这个干嘛？不想给'])
      case 'content':
        return detail(facts.kind, random)
      case 'confirm':
        return this.#toSummary()
      case 'rating':
        return '满意'
      default:
        return this.#toChoice(id)
    }
  }

  #toSummary(): string {
    const { facts, random } = this
    if (this.#turnsAnonymous) {
      this.#turnsAnonymous = false
      Object.assign(facts, { isAnonymous: true, name: null, phone: null })
      return random.pick(['还是匿名吧', '等一下，我要匿名', '别写我的名字了，匿名举报'])
    }
    if (this.#corrections > 0) {
      this.#corrections -= 1
      const said = this.#correct()
      if (said) return said
    }
    if (this.#pushesOn) {
      this.#pushesOn = false
      return random.pick(['没有', '看不懂', '等等'])
    }
    return random.pick(['确认提交', '没问题，提交', '对的', '可以，交吧', '是的', '行', '1'])
  }

  #correct(): string | null {
    const { facts, random } = this
    const can: Correctable[] = []
    if (facts.kind === 'report' || facts.kind === 'complaint') {
      if (facts.time) can.push('time')
      if (facts.place) can.push('place')
      if (facts.respondent) can.push('respondent')
    }
    if (facts.kind === 'complaint') can.push('amount')
    if (facts.phone && facts.kind !== 'suggestion') can.push('phone')
    if (facts.name && facts.kind !== 'suggestion') can.push('name')
    if (can.length === 0) return null
    const what = random.pick(can)
    const other = <T>(list: readonly T[], now: T | null): T => random.pick(list.filter(item => item !== now))
    switch (what) {
      case 'time': {
        const old = facts.time!
        const [time, day] = random.pick(TIMES.filter(([text, of]) => text !== old && of !== facts.day))
        Object.assign(facts, { time, day })
        return correction(what, old, time, random)
      }
      case 'place': {
        const old = facts.place!
        facts.place = other<string>(PLACES, old)
        return correction(what, old, facts.place, random)
      }
      case 'respondent': {
        const old = facts.respondent!
        facts.respondent = other<string>(RESPONDENTS, old)
        return correction(what, old, facts.respondent, random)
      }
      case 'amount': {
        const old = facts.amount
        facts.amount = old + 300
        return correction(what, String(old), String(facts.amount), random)
      }
      case 'phone': {
        const old = facts.phone!
        facts.phone = phoneFrom(random)
        return correction(what, old, facts.phone, random)
      }
      case 'name': {
        const old = facts.name!
        facts.name = other<string>(NAMES, old)
        return correction(what, old, facts.name, random)
      }
    }
  }

  #toChoice(id: string): string {
    const { facts } = this
    switch (id) {
      case 'intake.ask.kind':
        return {
          report: '举报商家违法违规',
          complaint: '投诉要求退赔',
          assistance: '请求帮助',
          suggestion: '提意见建议'
        }[facts.kind]
      case 'intake.anonymous.complaint':
        return '留姓名电话'
      case 'intake.anonymous.both':
        return facts.kind === 'report' ? '只匿名举报' : '留姓名电话'
      case 'intake.noPhone':
        return facts.phone ? '我留电话' : '改成匿名举报'
      case 'law.otherCity':
        return '还是在这里登记'
      case 'intake.sameMatter':
        return '是另一件，新登记'
      case 'repair.offer':
        return '接着跟你说'
      case 'intake.change.ask':
        return '提交'
      case 'emergency.after':
        return '把这件事记下来'
      case 'repair.restart.ask':
        return '接着填'
      case 'kb.clarify':
        return '1'
      case 'kb.none':
        return '不用了'
      case 'law.scope':
        return '不用了'
      default:
        return facts.kind === 'complaint' ? '只要投诉' : '只要举报'
    }
  }
}
