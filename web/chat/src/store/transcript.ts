import {
  type Activity,
  type Choice,
  choicesOf,
  type Delivery,
  type FiledTicket,
  type FilingDraft,
  hotlineOf,
  isFromCitizen,
  type Outgoing
} from '../../../direct-line/index.ts'

export interface CitizenEntry {
  kind: 'citizen'
  key: string
  text: string
  /** milliseconds since 1970 */
  atMs: number
  delivery: Delivery
  clientActivityID: string | null
  /** Names of the files that came with it. */
  files: string[]
}

export interface BotEntry {
  kind: 'bot'
  key: string
  text: string
  atMs: number
  replyId: string
  asks: string | null
  choices: Choice[]
  filed: FiledTicket[]
}

/** A line of the page itself. */
export interface NoteEntry {
  kind: 'note'
  key: string
  note: 'newConversation'
  atMs: number
}

export type Entry = CitizenEntry | BotEntry | NoteEntry

export interface Transcript {
  /** What the server has, in its order. */
  confirmed: Entry[]
  /** What the citizen said and the server has not told back yet. */
  pending: CitizenEntry[]
  draft: FilingDraft | null
  /** Bot announced that it writes, and has not said anything since. */
  isBotTyping: boolean
}

export const EMPTY_TRANSCRIPT: Transcript = { confirmed: [], pending: [], draft: null, isBotTyping: false }

const timeOf = ({ timestamp }: Activity, nowMs: number): number => {
  const atMs = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  return Number.isNaN(atMs) ? nowMs : atMs
}

const namesOf = (attachments: { name?: string }[] = []): string[] => attachments.map(({ name }) => name ?? '')

function readMessage(activity: Activity, key: string, nowMs: number): CitizenEntry | BotEntry {
  const text = activity.text ?? ''
  const atMs = timeOf(activity, nowMs)
  const clientActivityID = activity.channelData?.clientActivityID ?? null
  const files = namesOf(activity.attachments)
  if (isFromCitizen(activity))
    return { kind: 'citizen', key, text, atMs, delivery: 'delivered', clientActivityID, files }
  const hotline = hotlineOf(activity)
  return {
    kind: 'bot',
    key,
    text,
    atMs,
    replyId: hotline?.replyId ?? '',
    asks: hotline?.asks ?? null,
    choices: choicesOf(activity),
    filed: hotline?.filed ?? []
  }
}

/** Takes up what the server told, in its order; what is already there by id or clientActivityID stays single. */
export function addActivities(transcript: Transcript, activities: readonly Activity[], nowMs: number): Transcript {
  let { confirmed, pending, draft, isBotTyping } = transcript
  for (const activity of activities) {
    const isCitizen = isFromCitizen(activity)
    if (activity.type === 'typing' && !isCitizen) isBotTyping = true
    if (activity.type !== 'message') continue
    const clientActivityID = activity.channelData?.clientActivityID
    // A message keeps its key from before the echo, so that its bubble is not torn down and built anew.
    const key = (isCitizen ? clientActivityID : undefined) ?? activity.id ?? `${confirmed.length}`
    if (confirmed.some(entry => entry.key === key)) continue
    confirmed = [...confirmed, readMessage(activity, key, nowMs)]
    if (isCitizen) pending = pending.filter(entry => entry.clientActivityID !== clientActivityID)
    else {
      isBotTyping = false
      const hotline = hotlineOf(activity)
      if (hotline) draft = hotline.draft
    }
  }
  return { confirmed, pending, draft, isBotTyping }
}

export function addOutgoing(
  transcript: Transcript,
  { clientActivityID, text, attachments }: Outgoing,
  nowMs: number
): Transcript {
  const isKnown = [...transcript.confirmed, ...transcript.pending].some(entry => entry.key === clientActivityID)
  if (isKnown) return transcript
  const entry: CitizenEntry = {
    kind: 'citizen',
    key: clientActivityID,
    text,
    atMs: nowMs,
    delivery: 'sending',
    clientActivityID,
    files: namesOf(attachments)
  }
  return { ...transcript, pending: [...transcript.pending, entry] }
}

export function setDelivery(transcript: Transcript, clientActivityID: string, delivery: Delivery): Transcript {
  const pending = transcript.pending.map(entry =>
    entry.clientActivityID === clientActivityID ? { ...entry, delivery } : entry
  )
  return { ...transcript, pending }
}

/** The old conversation is over: what was said stays to be read, and a line says that a new one begins. */
export function beginAnew(transcript: Transcript, conversationId: string, nowMs: number): Transcript {
  const note: NoteEntry = { kind: 'note', key: `note-${conversationId}`, note: 'newConversation', atMs: nowMs }
  return { ...transcript, confirmed: [...transcript.confirmed, note], draft: null, isBotTyping: false }
}

export const entriesOf = ({ confirmed, pending }: Transcript): Entry[] => [...confirmed, ...pending]

/** Choices are open as long as nothing was said after the message that offers them. */
export function openChoices(transcript: Transcript): Choice[] {
  if (transcript.pending.length > 0) return []
  const last = transcript.confirmed.at(-1)
  return last?.kind === 'bot' ? last.choices : []
}

/** A person took the conversation over, or is being waited for: then the bot is silent. */
function isWithPerson({ confirmed }: Transcript): boolean {
  const last = confirmed.filter(entry => entry.kind === 'bot').at(-1)
  return last !== undefined && /^handoff\.(queued|joined)/.test(last.replyId)
}

/** An answer is on its way: the citizen's last message was delivered, and the bot has the word. */
export function isAwaitingReply(transcript: Transcript): boolean {
  const last = entriesOf(transcript).at(-1)
  return last?.kind === 'citizen' && last.delivery === 'delivered' && !isWithPerson(transcript)
}
