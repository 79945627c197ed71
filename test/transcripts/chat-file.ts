// Transcripts: plain text, Bot Framework's `user:` / `bot:` lines plus `>` checks.
//
//   # title                                  what the citizen does
//   now: 2026-03-08 14:00                    compulsory, local time (+08:00)
//   user: 人民路的星空网吧昨晚让小孩上网        several in a row are a burst: one turn
//   intake: closed                           the intake moves the newest ticket on
//   event: handoff/joined                    an event of another part of the house
//   later: 26h                               the clock is moved
//   bot: @intake.ask.requester.phone  …匿名…  id and, optionally, words that must occur; … spans anything
//   > respondent.name = 星空网吧              the draft or, once filed, the tickets
//   > report: requester.anonymous = true     of the filed ticket of that kind
//   > filed 2 · filed none · linked · asks = place · content ~ 部分 · content !~ 部分
import { type FieldPath, given } from '../../dialogs/intake/frame.ts'
import type { TicketDraft } from '../../tickets/index.ts'
import { type BotMessage, ChatHarness } from '../dialogs/chat-harness.ts'

type Line =
  | { type: 'user'; text: string }
  | { type: 'bot'; id: string; pattern: string }
  | { type: 'check'; text: string }
  | { type: 'other'; key: 'intake' | 'event' | 'later'; text: string }
  | { type: 'comment'; text: string }

export interface ChatFile {
  title: string
  /** ISO 8601 with offset. */
  now: string
  header: string
  lines: Line[]
}

export interface Outcome {
  /** What was not as written; empty where all is well. */
  failures: string[]
  /** The file with its bot lines as the bot really spoke. */
  rewritten: string
  transcript: string
  /** Citizen's turns up to the first filing; null where nothing was filed. */
  turnsToFiled: number | null
  questions: number
}

export function parseChat(source: string): ChatFile {
  const file: ChatFile = { title: '', now: '', header: '', lines: [] }
  for (const raw of source.split('\n')) {
    const line = raw.trimEnd()
    const parts = /^(user|bot|intake|event|later|now):\s?(.*)$/.exec(line)
    if (line.startsWith('# ') && file.title === '') file.title = line.slice(2)
    else if (parts?.[1] === 'now') {
      file.header = line
      const [day, time] = (parts[2] ?? '').trim().split(/\s+/)
      file.now = `${day}T${time}:00+08:00`
    } else if (parts?.[1] === 'user') file.lines.push({ type: 'user', text: parts[2] ?? '' })
    else if (parts?.[1] === 'bot') {
      const bot = /^@([\w.]+)\s*(.*)$/.exec(parts[2] ?? '')
      file.lines.push({ type: 'bot', id: bot?.[1] ?? '', pattern: bot ? (bot[2] ?? '') : (parts[2] ?? '') })
    } else if (parts) file.lines.push({ type: 'other', key: parts[1] as 'intake', text: (parts[2] ?? '').trim() })
    else if (line.startsWith('> ')) file.lines.push({ type: 'check', text: line.slice(2) })
    else if (line !== '') file.lines.push({ type: 'comment', text: line })
  }
  return file
}

function matches(text: string, pattern: string): boolean {
  if (pattern === '') return true
  const source = pattern
    .split('…')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*')
  return new RegExp(`^${source}$`, 'u').test(text)
}

const LOCAL_MS = 8 * 3_600_000

/** A field as a check writes it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(shown).join(', ')
  if (typeof value !== 'object') return String(value)
  if ('start' in value && 'precision' in value) {
    const start = new Date(Date.parse(String(value.start)) + LOCAL_MS).toISOString()
    const isDay = ['day', 'week', 'month', 'year', 'range'].includes(String(value.precision))
    return isDay ? start.slice(0, 10) : `${start.slice(0, 10)} ${start.slice(11, 16)}`
  }
  if ('type' in value) return 'amount' in value ? `${value.type} ${value.amount}` : String(value.type)
  if ('name' in value) return String(value.name)
  if ('text' in value) return String(value.text)
  return JSON.stringify(value)
}

function ofDraft(draft: TicketDraft, path: string): unknown {
  if (path === 'respondent.name') return draft.respondent?.name
  if (path === 'category') return draft.categoryCode
  if (path === 'place') return draft.place?.text
  let value: unknown = draft
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}

function compare(actual: string, operator: string, expected: string): boolean {
  if (operator === '~') return actual.includes(expected)
  if (operator === '!~') return !actual.includes(expected)
  return actual === expected
}

async function check(text: string, chat: ChatHarness, last: readonly BotMessage[]): Promise<string | null> {
  const filed = /^filed (none|once|\d+)$/.exec(text)
  if (filed) {
    const expected = filed[1] === 'none' ? 0 : filed[1] === 'once' ? 1 : Number(filed[1])
    return chat.filed.length === expected ? null : `filed ${chat.filed.length}`
  }
  if (text === 'linked') {
    const links = await chat.db.selectFrom('ticket_links').selectAll().execute()
    return links.length >= 2 ? null : `${links.length} links`
  }
  const parts = /^(?:(report|complaint|inquiry|assistance|suggestion): )?([\w.]+) (=|~|!~) (.*)$/.exec(text)
  if (!parts) return 'not a check'
  const [, kind, path = '', operator = '', expected = ''] = parts
  if (path === 'asks') {
    const asks = last.at(-1)?.hotline.asks ?? 'none'
    return asks === expected ? null : asks
  }
  const memory = await chat.memory()
  if (kind === undefined && memory?.frame) {
    const { frame } = memory
    const value =
      path === 'kinds' ? frame.kinds : path === 'category' ? frame.category?.code : given(frame, path as FieldPath)
    const slot = frame.slots[path as FieldPath]
    const actual =
      path === 'content'
        ? frame.words.map(words => words.text).join('\n')
        : value === null && slot
          ? slot.state
          : shown(value)
    return compare(actual, operator, expected) ? null : actual
  }
  const drafts = chat.filed.filter(item => kind === undefined || item.draft.kind === kind)
  if (path === 'kinds') {
    const kinds = chat.filed.map(item => item.draft.kind).join(', ')
    return compare(kinds, operator, expected) ? null : kinds
  }
  if (drafts.length === 0) return 'nothing filed'
  for (const { draft } of drafts) {
    const actual = shown(ofDraft(draft, path))
    if (!compare(actual, operator, expected)) return actual
  }
  return null
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''

/** Plays a transcript against the real bot; nothing is thrown for what is not as written. */
export async function playChat(file: ChatFile): Promise<Outcome> {
  const chat = await ChatHarness.open(file.now)
  const failures: string[] = []
  const out = [`# ${file.title}`, file.header]
  const transcript: string[] = []
  let spoken: BotMessage[] = await chat.event('conversation/start')
  // the greeting is written only where a file begins with it
  let pending: BotMessage[] = file.lines[0]?.type === 'bot' ? [...spoken] : []
  let isWritten = false
  let citizenTurns = 0
  let turnsToFiled: number | null = null
  let questions = 0
  const settled = new Set<string>()

  const flush = () => {
    if (isWritten && pending.length > 0)
      failures.push(`not written: ${pending.map(message => `@${message.hotline.replyId}`).join(' ')}`)
    pending = []
    isWritten = false
  }
  const heard = (messages: BotMessage[]) => {
    spoken = messages
    pending = [...messages]
    for (const { text, hotline, taps } of messages) {
      transcript.push(`bot:  @${hotline.replyId} ${text}${taps.length > 0 ? ` <${taps.join('|')}>` : ''}`)
    }
    const asks = messages.at(-1)?.hotline.asks ?? null
    const id = messages.at(-1)?.hotline.replyId ?? ''
    if (asks) {
      questions += 1
      // a field that is known or was refused is never asked for again, unless the citizen wants it changed
      if (settled.has(asks) && id.startsWith('intake.ask.') && !asksForChange) failures.push(`asked again: ${asks}`)
    }
    for (const path of messages.at(-1)?.hotline.draft?.filled ?? []) settled.add(path)
    asksForChange = messages.at(-1)?.hotline.replyId === 'intake.change.ask'
    if (turnsToFiled === null && chat.filed.length > 0) turnsToFiled = citizenTurns
    for (const message of messages) out.push(`bot: @${message.hotline.replyId}`)
  }
  let asksForChange = false

  for (let at = 0; at < file.lines.length; at++) {
    const line = file.lines[at]!
    switch (line.type) {
      case 'user': {
        flush()
        const texts = [line.text]
        for (let next = file.lines[at + 1]; next?.type === 'user'; next = file.lines[at + 1]) {
          texts.push(next.text)
          at += 1
        }
        citizenTurns += 1
        for (const text of texts) {
          transcript.push(`user: ${text}`)
          out.push(`user: ${text}`)
        }
        heard(await chat.say(...texts))
        break
      }
      case 'bot': {
        isWritten = true
        const next = pending.shift()
        const actual = next ? `@${next.hotline.replyId} ${firstLine(next.text)}` : 'silence'
        if (!next || next.hotline.replyId !== line.id || !matches(next.text, line.pattern)) {
          failures.push(`expected @${line.id} ${line.pattern}, got ${actual}`)
        } else if (line.pattern !== '') {
          const index = out.lastIndexOf(`bot: @${line.id}`)
          if (index >= 0) out[index] = `bot: @${line.id}  ${line.pattern}`
        }
        break
      }
      case 'check': {
        flush()
        out.push(`> ${line.text}`)
        for (const part of line.text.split(/\s{2,}/)) {
          const wrong = await check(part, chat, spoken)
          if (wrong !== null) failures.push(`> ${part}: ${wrong}`)
        }
        break
      }
      case 'other': {
        flush()
        out.push(`${line.key}: ${line.text}`)
        transcript.push(`${line.key}: ${line.text}`)
        if (line.key === 'later') chat.clock.advance(Number.parseFloat(line.text) * 3_600_000)
        else if (line.key === 'event') heard(await chat.event(line.text))
        else heard(await chat.intakeMoves(chat.filed.at(-1)?.ticketNo ?? '', line.text))
        break
      }
      default:
        out.push(line.text)
    }
  }
  flush()
  await chat.close()
  return { failures, rewritten: `${out.join('\n')}\n`, transcript: transcript.join('\n'), turnsToFiled, questions }
}
