// Decides what the random citizen says to what the bot asks.
import type { BotMessage } from '../chat-harness.ts'
import { correct } from './corrections.ts'
import { type Facts, factsFrom, phoneFrom } from './facts.ts'
import { ABUSE, ADDITIONS, ASIDES, NAMES, NONSENSE, QUESTIONS } from './material.ts'
import { ahead, detail, gapped, noisy, opening, spoken } from './phrases.ts'
import type { Random } from './random.ts'

export type Goal = 'filed' | 'cancelled' | 'person'

/** Things said beside the answers in one conversation. */
const DISTURBANCES_MAX = 4

const isDispute = ({ kind }: Facts) => kind === 'report' || kind === 'complaint'

export class RandomCitizen {
  readonly facts: Facts
  readonly goal: Goal
  readonly random: Random
  /** Fields that the citizen was asked for and would not or could not give. */
  readonly refused = new Set<string>()
  /** Told on at the summary. */
  readonly added: string[] = []
  #disturbances = 0
  /** The question that was last answered with something else: people do it once, then they answer. */
  #asideAt: string | null = null
  #corrections: number
  /** At the summary a named report becomes an anonymous one, or the other way round. */
  #turnsAnonymous: boolean
  #turnsNamed: boolean
  #adds: boolean
  #pushesOn: boolean
  #switches: boolean
  #restarts: boolean
  #mistypesPhone: boolean
  #isBack = false

  constructor(random: Random) {
    this.random = random
    this.facts = factsFrom(random)
    const { kind, phone, isAnonymous } = this.facts
    this.goal = random.chance(0.08) ? 'cancelled' : random.chance(0.06) ? 'person' : 'filed'
    this.#corrections = random.chance(0.4) ? random.whole(1, 2) : 0
    this.#turnsAnonymous = kind === 'report' && phone !== null && random.chance(0.15)
    this.#turnsNamed = isAnonymous && random.chance(0.12)
    this.#pushesOn = random.chance(0.1)
    this.#adds = random.chance(0.1)
    this.#switches = isDispute(this.facts) && random.chance(0.08)
    this.#restarts = random.chance(0.04)
    this.#mistypesPhone = random.chance(0.06)
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
    if (id === 'repair.restart.ask') return ['是的，不要了']
    if (id === 'repair.restarted') {
      this.facts.isBoth = false
      return this.opening()
    }
    if (this.goal !== 'filed' && turn >= 2 && this.random.chance(0.35)) {
      return [
        this.goal === 'person'
          ? this.random.pick(['转人工', '人工', '我要找人工客服'])
          : this.random.pick(['取消', '算了不报了', '不投诉了'])
      ]
    }
    if (asks !== 'choice' && asks !== 'confirm' && asks !== null) {
      const aside = this.#asideAt === asks ? null : this.#aside(message?.hotline.draft ?? null)
      if (aside) {
        this.#asideAt = asks
        return [aside]
      }
    }
    if (asks === null) return this.#toNothing(id)
    return this.#sent(this.#toQuestion(asks, id), asks)
  }

  /** An answer in one message or, now and then, in several; with a question at its end. */
  #sent(answer: string, asks: string): string[] {
    const { random } = this
    const said = noisy(answer, random)
    if (asks === 'choice' || asks === 'confirm' || asks === 'rating') return [said]
    if (random.chance(0.04)) return [said, random.pick(QUESTIONS)]
    if (random.chance(0.03)) return [`${answer}。对了，${random.pick(QUESTIONS)}`]
    if (random.chance(0.03)) return [said, said]
    const parts = answer.split('，')
    if (parts.length > 1 && random.chance(0.15)) return parts
    return [said]
  }

  #aside(draft: BotMessage['hotline']['draft']): string | null {
    const { random } = this
    const filled = draft?.filled ?? []
    if (this.#switches && draft?.kinds.length === 1 && draft.kinds[0] === this.facts.kind) {
      this.#switches = false
      return this.#switchKind()
    }
    if (this.#restarts && filled.length > 2) {
      this.#restarts = false
      return random.pick(['重新开始', '重来', '我要重新填'])
    }
    if (this.#corrections > 0 && random.chance(0.12)) {
      const said = correct(this.facts, filled, random)
      if (said) {
        this.#corrections -= 1
        return noisy(said, random)
      }
    }
    if (random.chance(0.05)) {
      const said = ahead(this.facts, filled, random)
      if (said) return noisy(said, random)
    }
    if (this.#disturbances >= DISTURBANCES_MAX || !random.chance(0.16)) return null
    this.#disturbances += 1
    return random.pick([
      () => random.pick(QUESTIONS),
      () => random.pick(QUESTIONS),
      () => random.pick(ASIDES),
      () => random.pick(NONSENSE),
      () => random.pick(ABUSE),
      () => '为什么要问这个',
      () => {
        this.#isBack = true
        return random.pick(['上一步', '返回上一个问题'])
      },
      () => (filled.length > 1 ? random.pick(['提交', '取消']) : '提交')
    ])()
  }

  /** A complaint becomes a report, a report a complaint, or either of them both. */
  #switchKind(): string {
    const { facts, random } = this
    if (random.chance(0.3)) {
      facts.isBoth = true
      if (facts.kind === 'complaint') return random.pick(['我还要举报他们，你们要查', '除了退钱，我还要举报'])
      this.#becomeComplaint()
      return `我还要投诉，要求退${facts.amount}元`
    }
    if (facts.kind === 'complaint') {
      facts.kind = 'report'
      return random.pick(['钱不要了，改成举报', '不是投诉，我是要举报', '我不投诉了，改为举报'])
    }
    this.#becomeComplaint()
    return random.pick(['不是举报，我是要投诉', `改成投诉吧，要他们退我${facts.amount}元`])
  }

  #becomeComplaint(): void {
    const { facts, random } = this
    Object.assign(facts, { kind: 'complaint', isAnonymous: false })
    facts.phone ??= phoneFrom(random)
    facts.name ??= random.pick(NAMES)
    this.refused.delete('requester.phone')
    this.refused.delete('requester.name')
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
          `好像叫${facts.respondent}`,
          `叫${facts.respondent}`,
          facts.time ? `${facts.respondent}，${facts.time}` : facts.respondent
        ])
      case 'occurredAt':
        if (!facts.time) return this.#unknown(asks)
        if (back || !facts.place) return facts.time
        return random.pick([
          facts.time,
          `大概是${facts.time}`,
          `${facts.time}，在${facts.place}`,
          `在${facts.place}，${facts.time}`,
          `${facts.time}的事`
        ])
      case 'place':
        if (!facts.place) return this.#unknown(asks)
        return random.pick([facts.place, `应该是在${facts.place}`, `在${facts.place}`, `就在${facts.place}`])
      case 'claims':
        return random.pick([
          `退${facts.amount}元`,
          `要求退款${facts.amount}元`,
          `退我${facts.amount}块钱`,
          `把${facts.amount}元退给我`,
          `退${spoken(facts.amount)}块`
        ])
      case 'requester.phone':
        return this.#toPhone(id, back)
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

  #toPhone(id: string, back: boolean): string {
    const { facts, random } = this
    if (facts.isAnonymous) return random.pick(['匿名', '我要匿名', '不留名，匿名举报'])
    if (!facts.phone) {
      this.refused.add('requester.phone')
      return random.pick(['不想留电话', '电话就不留了', '不方便说', '不给'])
    }
    if (this.#mistypesPhone && !id.startsWith('repair')) {
      this.#mistypesPhone = false
      return facts.phone.slice(0, 10)
    }
    if (back) return facts.phone
    if (!facts.name) {
      if (!random.chance(0.2)) return facts.phone
      this.refused.add('requester.name')
      return random.pick([`${facts.phone}，名字就不说了`, `${facts.phone}，不想说名字`])
    }
    return random.pick([
      facts.phone,
      gapped(facts.phone),
      `${facts.name}，${facts.phone}`,
      `${facts.phone}${facts.name}`,
      `我叫${facts.name}，${facts.phone}`,
      `免贵姓${facts.name.slice(0, 1)}，${facts.name}，${facts.phone}`
    ])
  }

  #toSummary(): string {
    const { facts, random } = this
    if (this.#turnsAnonymous && facts.kind === 'report' && !facts.isBoth) {
      this.#turnsAnonymous = false
      Object.assign(facts, { isAnonymous: true, name: null, phone: null })
      return random.pick(['还是匿名吧', '等一下，我要匿名', '别写我的名字了，匿名举报'])
    }
    if (this.#turnsNamed && facts.isAnonymous) {
      this.#turnsNamed = false
      Object.assign(facts, { isAnonymous: false, name: random.pick(NAMES), phone: phoneFrom(random) })
      return random.pick([
        `不匿名了，我叫${facts.name}，电话${facts.phone}`,
        `还是实名吧，${facts.name}，${facts.phone}`,
        '还是实名举报吧'
      ])
    }
    if (this.#corrections > 0) {
      this.#corrections -= 1
      const said = correct(facts, null, random, random.chance(0.15) ? 2 : 1)
      if (said) return said
    }
    if (this.#adds) {
      this.#adds = false
      const told = random.pick(ADDITIONS)
      this.added.push(told)
      return random.pick([`补充一下，${told}`, told])
    }
    if (this.#pushesOn) {
      this.#pushesOn = false
      return random.pick(['没有', '看不懂', '等等', '旅游投诉多久给答复？'])
    }
    return random.pick(['确认提交', '没问题，提交', '对的', '可以，交吧', '是的', '行', '1'])
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
