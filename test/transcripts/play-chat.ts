import { type BotMessage, ChatHarness, type IntakeNews } from '../dialogs/chat-harness.ts'
import { type ChatFile, type Line, matches } from './chat-file.ts'
import { check } from './checks.ts'
import { AskedAgain, leaks } from './never.ts'

export interface Outcome {
  /** What was not as written; empty where all is well. */
  failures: string[]
  /** The file with its bot lines as the bot really spoke. */
  rewritten: string
  transcript: string
  /** Citizen's turns up to the first filing; null where nothing was filed. */
  turnsToFiled: number | null
  questions: number
  /** Fields that were asked for though they were given, chosen or refused. */
  askedAgain: string[]
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''

interface Citizen {
  chat: ChatHarness
  asked: AskedAgain
}

/** Plays one transcript; collects what is not as written. */
class Play {
  readonly failures: string[] = []
  readonly askedAgain: string[] = []
  readonly transcript: string[] = []
  readonly out: string[]
  turnsToFiled: number | null = null
  readonly #file: ChatFile
  readonly #citizens = new Map<string, Citizen>()
  readonly #pushed: string[] = []
  #now!: Citizen
  #spoken: BotMessage[] = []
  #pending: BotMessage[] = []
  #isWritten = false
  #citizenTurns = 0

  constructor(file: ChatFile) {
    this.#file = file
    this.out = [`# ${file.title}`, file.header]
  }

  async run(): Promise<Outcome> {
    const { lines, now } = this.#file
    this.#now = { chat: await ChatHarness.open(now), asked: new AskedAgain() }
    this.#citizens.set('', this.#now)
    this.#spoken = await this.#now.chat.event('conversation/start')
    // the greeting is written only where a file begins with it
    if (lines[0]?.type === 'bot') this.#pending = [...this.#spoken]
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.type === 'user') {
        const texts = [line.text]
        for (let next = lines[at + 1]; next?.type === 'user'; next = lines[++at + 1]) texts.push(next.text)
        await this.#say(texts)
      } else await this.#other(line)
    }
    this.#flush()
    const { chat } = this.#now
    this.failures.push(...(await leaks(chat, this.#pushed)))
    await chat.close()
    let questions = 0
    for (const citizen of this.#citizens.values()) questions += citizen.asked.questions
    return {
      failures: [...this.failures, ...this.askedAgain.map(path => `asked again: ${path}`)],
      rewritten: `${this.out.join('\n')}\n`,
      transcript: this.transcript.join('\n'),
      turnsToFiled: this.turnsToFiled,
      questions,
      askedAgain: this.askedAgain
    }
  }

  async #other(line: Exclude<Line, { type: 'user' }>): Promise<void> {
    if (line.type === 'bot') {
      this.#expect(line.id, this.#filled(line.pattern), line.pattern)
      return
    }
    this.#flush()
    if (line.type === 'comment') this.out.push(line.text)
    else if (line.type === 'check') await this.#check(line.text)
    else await this.#happen(line.key, line.text)
  }

  /** {ticket} is the newest number, {ticket1} the first. */
  #filled(text: string): string {
    const { filed } = this.#now.chat
    return text.replace(/\{ticket(\d?)\}/g, (whole, nth: string) => {
      const ticket = nth === '' ? filed.at(-1) : filed[Number(nth) - 1]
      return ticket?.ticketNo ?? whole
    })
  }

  async #say(lines: readonly string[]): Promise<void> {
    this.#flush()
    this.#citizenTurns += 1
    this.out.push(...lines.map(line => `user: ${line}`))
    const texts = lines.map(line => this.#filled(line))
    this.transcript.push(...texts.map(text => `user: ${text}`))
    await this.#heard(await this.#now.chat.say(...texts))
  }

  async #happen(key: 'intake' | 'event' | 'later' | 'as' | 'staff' | 'files', text: string): Promise<void> {
    this.out.push(`${key}: ${text}`)
    this.transcript.push(`${key}: ${text}`)
    const { chat } = this.#now
    if (key === 'later') chat.clock.advance(Number.parseFloat(text) * 3_600_000)
    else if (key === 'as') await this.#become(text)
    else if (key === 'staff') await chat.staffSplit(text.replace(/^split\s+/, ''))
    else if (key === 'files') {
      const [names = '', told = ''] = text.split('|').map(part => part.trim())
      await this.#heard(await chat.send(names.split(/\s+/), told))
    } else if (key === 'event') await this.#heard(await chat.event(text))
    else {
      const [status = '', ...more] = text.split(/\s{2,}/)
      const news = { status, ...Object.fromEntries(more.map(part => part.split('='))) } as IntakeNews
      const ticket = chat.filed.filter(item => item.conversationId === chat.conversationId).at(-1)
      const said = ticket ? await chat.intakeMoves(ticket.ticketNo, news) : []
      this.#pushed.push(...said.map(message => message.text))
      await this.#heard(said)
    }
  }

  async #become(name: string): Promise<void> {
    const known = this.#citizens.get(name)
    if (known) {
      this.#now = known
      return
    }
    const chat = await this.#now.chat.another(`c${this.#citizens.size + 1}`)
    this.#now = { chat, asked: new AskedAgain() }
    this.#citizens.set(name, this.#now)
    await chat.event('conversation/start')
  }

  async #heard(messages: BotMessage[]): Promise<void> {
    this.#spoken = messages
    this.#pending = [...messages]
    for (const { text, hotline, taps } of messages) {
      this.transcript.push(`bot:  @${hotline.replyId} ${text}${taps.length > 0 ? ` <${taps.join('|')}>` : ''}`)
      this.out.push(`bot: @${hotline.replyId}`)
    }
    const { chat, asked } = this.#now
    const again = asked.after(messages, await chat.memory())
    if (again) this.askedAgain.push(again)
    if (this.turnsToFiled === null && chat.filed.length > 0) this.turnsToFiled = this.#citizenTurns
  }

  #expect(id: string, pattern: string, asWritten: string): void {
    this.#isWritten = true
    const next = this.#pending.shift()
    if (next?.hotline.replyId === id && matches(next.text, pattern)) {
      const index = this.out.lastIndexOf(`bot: @${id}`)
      if (asWritten !== '' && index >= 0) this.out[index] = `bot: @${id}  ${asWritten}`
      return
    }
    const actual = next ? `@${next.hotline.replyId} ${firstLine(next.text)}` : 'silence'
    this.failures.push(`expected @${id} ${pattern}, got ${actual}`)
  }

  async #check(text: string): Promise<void> {
    this.out.push(`> ${text}`)
    for (const part of text.split(/\s{2,}/)) {
      const wrong = await check(this.#filled(part), this.#now.chat, this.#spoken)
      if (wrong !== null) this.failures.push(`> ${part}: ${wrong}`)
    }
  }

  /** Before the next turn: whatever the bot said and no line wrote. */
  #flush(): void {
    if (this.#isWritten && this.#pending.length > 0)
      this.failures.push(`not written: ${this.#pending.map(message => `@${message.hotline.replyId}`).join(' ')}`)
    this.#pending = []
    this.#isWritten = false
  }
}

/** Plays a transcript against the real bot; nothing is thrown for what is not as written. */
export function playChat(file: ChatFile): Promise<Outcome> {
  return new Play(file).run()
}
