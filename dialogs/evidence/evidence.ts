// Photos, receipts and recordings. They may come at any moment: they go with the open draft or, after filing, with a supplement
// to the ticket; what belongs to nothing yet waits for what is told next.
import { ENDED_STATUSES } from '../../tickets/index.ts'
import { startsDraft } from '../intake/starts-draft.ts'
import type { Responder, Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import { countWords, type KeptFile } from './kept-files.ts'

const ENDED = new Set<string>(ENDED_STATUSES)
const DAY_MS = 86_400_000
/** Files that come later than this after a filing may be about anything: it is asked what they are. */
const SUPPLEMENT_DAYS = 30
/** Longer ones tell a story, in which somebody else deleted a photo. */
const REMOVAL_MAX = 20
const QUESTION_MAX = 30
const CAPTION_MAX = 15

/** One sentence for each reason why files were not kept. */
function refusals(codes: readonly string[]): Speech[] {
  return [...new Set(codes)].map(code => ({ ...say('evidence.refused'), wording: `evidence.refused.${code}` }))
}

/** The open question once more, as it was put. */
function questionAgain({ memory }: Turn): Speech[] {
  const last = memory.lastSaid.at(-1)
  if (!memory.question || !last) return []
  const { filed: _, ...speech } = last
  return [speech]
}

/** What is said where files came and nothing else was told. */
function onlyFiles(turn: Turn, fresh: readonly KeptFile[], refused: readonly Speech[]): Speech[] {
  const { memory, replies } = turn
  const files = countWords(fresh, replies)
  const all = memory.files ?? []
  if (memory.question?.about === 'confirm' && fresh.length > 0) {
    const values = { files, all: countWords(all, replies) }
    return [...refused, say('evidence.confirm', values, ['confirm.submit', 'confirm.change', 'confirm.cancel'])]
  }
  const received = fresh.length === 0 ? [] : [say(memory.frame ? 'evidence.received' : 'evidence.kept', { files })]
  return [...refused, ...received, ...questionAgain(turn)]
}

/** The tickets of this conversation that files sent now belong to: those filed last, together, and not ended. */
async function openTickets({ services, input }: Turn): Promise<string[]> {
  const tickets = await services.tickets.ofConversation(input.db, input.conversationId)
  const [newest] = tickets
  if (!newest || input.now.getTime() - Date.parse(newest.createdAt) > SUPPLEMENT_DAYS * DAY_MS) return []
  return tickets
    .filter(({ createdAt, status }) => createdAt === newest.createdAt && !ENDED.has(status))
    .map(({ ticketNo }) => ticketNo)
}

async function supplement(turn: Turn, ticketNos: readonly string[], fresh: readonly KeptFile[]): Promise<Speech> {
  const { services, input, replies, heard, memory } = turn
  const files = countWords(fresh, replies)
  const told = heard.text.trim()
  const text = told === '' ? replies.say('evidence.supplement.text', { files }) : told
  const { conversationId } = input
  for (const ticketNo of ticketNos) {
    await services.tickets.supplement(input.db, ticketNo, text.slice(0, 2000), {
      conversationId,
      fileIds: fresh.map(({ id }) => id)
    })
  }
  memory.files = (memory.files ?? []).filter(({ id }) => !fresh.some(file => file.id === id))
  return say('evidence.supplemented', { files, ticketNos: ticketNos.join(replies.say('value.separator')) })
}

/** "这是断口": a few words that say what the picture shows, however much they sound like a complaint. */
function isCaption({ heard, words }: Turn): boolean {
  const isOutright = words.heard('explicit.report', heard.plain) || words.heard('explicit.complaint', heard.plain)
  return heard.plain.length <= CAPTION_MAX && !isOutright
}

/**
 * Takes the files of a turn. `answer` is what the turn is answered with without them; it is not asked where nothing was said.
 * Where no file came, that is the whole answer.
 */
export async function withFiles(turn: Turn, answer: () => Promise<Speech[]>): Promise<Speech[]> {
  const { input, memory, services, heard } = turn
  const ids = input.messages.flatMap(message => message.fileIds ?? [])
  const refused = refusals(input.messages.flatMap(message => message.refusedFiles ?? []))
  if (ids.length === 0 && refused.length === 0) return answer()
  const before = memory.files ?? []
  const files = await services.tickets.files(input.db, input.conversationId, ids)
  const fresh = files.filter(({ id }) => !before.some(file => file.id === id)).map(({ id, kind }) => ({ id, kind }))
  memory.files = [...before, ...fresh]
  // a person talks: the file is kept, and the bot is silent
  if (memory.handoff === 'joined') return answer()
  // "这是小票" names the file, and answers nothing that was asked
  const isNamed = fresh.length > 0 && heard.emergency === null && turn.words.heard('evidence.named', heard.plain)
  const isSilent = heard.messages.length === 0 || isNamed
  const isNewMatter = heard.whole !== null && !isCaption(turn) && startsDraft(heard.whole, turn.words)
  if (fresh.length > 0 && !memory.frame && !isNewMatter && heard.emergency === null) {
    const { question } = memory
    const asked = question?.about === 'supplement' ? [question.ticketNo] : await openTickets(turn)
    if (asked.length > 0) {
      if (question?.about === 'supplement') memory.question = null
      return [...refused, await supplement(turn, asked, fresh), ...questionAgain(turn)]
    }
  }
  if (isSilent) return onlyFiles(turn, fresh, refused)
  const told = await answer()
  const received = fresh.length === 0 ? [] : [say('evidence.received', { files: countWords(fresh, turn.replies) })]
  return [...refused, ...received, ...told]
}

/** Files that could not be kept, where nothing else came. */
export function refusedFiles(turn: Turn): Speech[] {
  const value = turn.input.event?.value
  const codes = Array.isArray(value) ? value.map(String) : []
  return turn.memory.handoff === 'joined' ? refusals(codes) : [...refusals(codes), ...questionAgain(turn)]
}

/** "照片发错了,删掉": the last one, or all; what has been handed in cannot be called back. */
export const removeFiles: Responder = async turn => {
  const { heard, words, memory, services, input, replies } = turn
  if (heard.plain.length > REMOVAL_MAX || !words.heard('evidence.remove', heard.plain)) return null
  if (words.heard('evidence.remove.others', heard.plain)) return null
  const files = memory.files ?? []
  const isAll = words.heard('evidence.remove.all', heard.plain)
  const gone = isAll ? files : files.slice(-1)
  if (gone.length === 0) {
    const [ticketNo] = memory.frame ? [] : await openTickets(turn)
    if (ticketNo === undefined || !(await services.tickets.hasFiles(input.db, ticketNo))) return null
    memory.question = { about: 'supplement', ticketNo }
    return [say('evidence.handedIn')]
  }
  await services.tickets.dropFiles(
    input.db,
    input.conversationId,
    gone.map(({ id }) => id)
  )
  memory.files = files.filter(file => !gone.includes(file))
  const values = { files: countWords(gone, replies), left: countWords(memory.files, replies) }
  const removed = {
    ...say('evidence.removed', values),
    ...(memory.files.length === 0 && { wording: 'evidence.removed.all' })
  }
  if (memory.question?.about === 'confirm') {
    return [removed, say('evidence.confirm.again', {}, ['confirm.submit', 'confirm.change', 'confirm.cancel'])]
  }
  return [removed, ...questionAgain(turn)]
}

/** "能发照片吗?", "我有录音,怎么给你们". */
export const inviteFiles: Responder = turn => {
  const { heard, words, input } = turn
  if (heard.plain.length > QUESTION_MAX || !words.heard('evidence.ask', heard.plain)) return null
  return [say(input.takesFiles ? 'evidence.invite' : 'evidence.cannot'), ...questionAgain(turn)]
}

/** The draft was given up: what was sent for it goes with it. `before`: was there one when the turn began? */
export async function dropWithDraft(turn: Turn, before: boolean): Promise<void> {
  const { memory, services, input } = turn
  const files = memory.files ?? []
  if (!before || memory.frame || files.length === 0) return
  const ids = files.map(({ id }) => id)
  await services.tickets.dropFiles(input.db, input.conversationId, ids)
  memory.files = []
}
