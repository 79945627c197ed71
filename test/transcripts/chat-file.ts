// Transcripts: plain text, Bot Framework's `user:` / `bot:` lines plus `>` checks.
//
//   # title                                  what the citizen does
//   now: 2026-03-08 14:00  facts: 5          local time (+08:00), compulsory; facts that the opening holds, as its author
//                                            counts them: these count for the median of turns up to filing
//   as: 老王                                  another citizen, in a conversation of their own, speaks from here on
//   user: 人民路的星空网吧昨晚让小孩上网        several in a row are a burst: one turn; {ticket} is the newest number, {ticket1}
//                                            the first
//   intake: replied  department=…  message=…  the intake moves the newest ticket of this citizen on
//   files: a.jpg b.pdf | 这是收据             one message with files, and what was typed beside them
//   event: handoff/joined                    an event of another part of the house
//   staff: split 不是同一个团                 staff take the newest ticket of this citizen out of its group
//   later: 26h                               the clock is moved
//   bot: @intake.ask.requester.phone  …匿名…  id and, optionally, words that must occur; … spans anything
//   > respondent.name = 星空网吧              the draft or, once filed, the tickets; operators = ~ !~; see checks.ts

export type Line =
  | { type: 'user'; text: string }
  | { type: 'bot'; id: string; pattern: string }
  | { type: 'check'; text: string }
  | { type: 'other'; key: 'intake' | 'event' | 'later' | 'as' | 'staff' | 'files'; text: string }
  | { type: 'comment'; text: string }

export interface ChatFile {
  title: string
  /** ISO 8601 with offset. */
  now: string
  /** Facts that the first message holds; null where the transcript is not measured. */
  facts: number | null
  header: string
  lines: Line[]
}

function parseHeader(file: ChatFile, line: string): void {
  const [, day, time] = /^now:\s*(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})/.exec(line) ?? []
  file.header = line
  file.now = `${day}T${time}:00+08:00`
  const facts = /\bfacts:\s*(\d+)/.exec(line)?.[1]
  file.facts = facts === undefined ? null : Number(facts)
}

export function parseChat(source: string): ChatFile {
  const file: ChatFile = { title: '', now: '', facts: null, header: '', lines: [] }
  for (const raw of source.split('\n')) {
    const line = raw.trimEnd()
    const parts = /^(user|bot|intake|event|later|as|staff|files):\s?(.*)$/.exec(line)
    const [, key, text = ''] = parts ?? []
    if (line.startsWith('# ') && file.title === '') file.title = line.slice(2)
    else if (line.startsWith('now:')) parseHeader(file, line)
    else if (key === 'user') file.lines.push({ type: 'user', text })
    else if (key === 'bot') {
      const bot = /^@([\w.]+)\s*(.*)$/.exec(text)
      file.lines.push({ type: 'bot', id: bot?.[1] ?? '', pattern: bot ? (bot[2] ?? '') : text })
    } else if (key) file.lines.push({ type: 'other', key: key as 'intake', text: text.trim() })
    else if (line.startsWith('> ')) file.lines.push({ type: 'check', text: line.slice(2) })
    else if (line !== '') file.lines.push({ type: 'comment', text: line })
  }
  return file
}

/** Does a text hold the words of a `bot:` line, in their order? */
export function matches(text: string, pattern: string): boolean {
  if (pattern === '') return true
  const source = pattern
    .split('…')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*')
  return new RegExp(`^${source}$`, 'u').test(text)
}
