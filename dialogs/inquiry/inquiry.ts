// Questions: answered from the knowledge base with basis and date, in the middle of a draft too; never a forced ticket.
import { isSmallTalk, type KnowledgeAnswer, logQuestion } from '../../kb/index.ts'
import { confidence, entitiesWithin, type Heard, intentConfidence, type Message, means } from '../heard.ts'
import { emptyFrame } from '../intake/frame.ts'
import { resume, runIntake } from '../intake/intake-dialog.ts'
import { setKinds } from '../intake/kinds.ts'
import { otherNumber } from '../law/out-of-scope.ts'
import { keepTold } from '../main/told-before.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import { squash, type Words } from '../words/words.ts'
import { lawTextOffer } from './law-text.ts'
import { asksThumb, THUMBS } from './thumb.ts'

const MAX_CHOICES = 3
const INQUIRY = 0.4
const OF_DRAFT = new Set<string>(['phone', 'money', 'time', 'order_no'])

/** The message asks something, and is no answer to what was asked. */
function isQuestion(heard: Heard, words: Words, isInDraft: boolean, parts: readonly Message[]): boolean {
  const kinds = heard.kinds.filter(kind => kind !== 'inquiry')
  if (isInDraft) {
    // rhetoric questions fill complaints: only a message that asks and tells nothing leaves the draft
    // "电话是不是138…?" and "具体多少记不清了" are about the draft
    const isOfDraft =
      words.heard('unknown', heard.plain) ||
      heard.messages.some(({ understanding: { entities } }) => entities.some(({ type }) => OF_DRAFT.has(type)))
    if (kinds.length > 0 || isOfDraft || !words.heard('question', heard.plain)) return false
    // an answer and a question in one burst: the intake takes the one and has the other answered beside it
    if (parts.some(message => !words.heard('question', message.plain) && isTelling(message))) return false
    const isOutright = /[?？]\s*$/.test(heard.text) && !heard.messages.some(isTelling)
    return isOutright || confidence(heard, 'inquiry') >= INQUIRY
  }
  // "我要投诉举报某某旅行社" asks nothing
  const isWish = words.heard('explicit.complaint', heard.plain) || words.heard('explicit.report', heard.plain)
  if (isWish && !words.heard('question', heard.plain)) return false
  // one message tells the matter, another one asks: read together they may look like a mere question, and the matter
  // would be lost; the intake takes it, and answers beside it (answerAside)
  if (heard.messages.length > 1 && heard.messages.some(message => isMatter(message, words))) return false
  if (words.heard('explicit.named', heard.plain)) return true
  const isAsked = words.heard('question', heard.plain)
  const isLikely = confidence(heard, 'inquiry') >= INQUIRY
  // "剧院临时换主演不给退票合理吗" names nobody and asks
  if (kinds.length > 0) return isAsked && isLikely && !heard.messages.some(isTelling)
  return heard.kinds.includes('inquiry') && (isAsked || isLikely)
}

/** By itself it would be taken as a report or a complaint, and it asks nothing. */
const isMatter = (message: Message, words: Words) =>
  !words.heard('question', message.plain) &&
  message.understanding.kinds.some(kind => kind === 'report' || kind === 'complaint') &&
  isTelling(message)

/** Facts of the matter stand in it. */
const isTelling = ({ understanding }: Message) =>
  understanding.entities.length > 0 || understanding.claims.length > 0 || Object.keys(understanding.wishes).length > 0

function basisText({ replies }: Turn, answer: KnowledgeAnswer): string {
  const items = answer.basis.map(basis => replies.say('kb.basis.item', { law: basis.law, article: basis.article }))
  return items.length === 0
    ? replies.say('kb.basis.none')
    : replies.say('kb.basis', { items: items.join(replies.say('value.separator')) })
}

function answered(turn: Turn, answer: KnowledgeAnswer): Speech {
  const { memory, replies } = turn
  memory.topic = answer.articleId
  const validAsOf = answer.validAsOf ? replies.say('kb.validAsOf', { date: answer.validAsOf }) : ''
  return say('kb.answer', {
    title: answer.title ?? '',
    answer: answer.answer ?? '',
    basis: basisText(turn, answer),
    validAsOf
  })
}

/** What may be done after an answer, as taps: the article's own actions. */
function offers(answer: KnowledgeAnswer): string[] {
  const kinds = answer.actions.flatMap(action => (action.type === 'open_draft' ? [action.kind] : []))
  return kinds
    .flatMap(kind => (kind === 'report' ? ['start.report'] : kind === 'complaint' ? ['start.complaint'] : []))
    .slice(0, 2)
}

/** Kept for the editors, masked: which version answered, or that nothing did; small talk shows no gap. @returns its id */
async function noted({ heard, input }: Turn, question: string, answer: KnowledgeAnswer): Promise<number | null> {
  const isTalk = heard.messages.every(message => isSmallTalk(message.understanding))
  if (answer.outcome !== 'answer' && isTalk) return null
  const entities = heard.messages.flatMap(message => message.understanding.entities)
  return logQuestion(input.db, { conversationId: input.conversationId, question, entities, answer, at: input.now })
}

async function lookUp(
  { services, input, memory }: Turn,
  question: string,
  topic: string | null = memory.topic
): Promise<KnowledgeAnswer> {
  const { knowledge, regionCode, rerank } = services
  const answer = knowledge.ask(question, { regionCode, now: input.now, topic })
  return rerank ? rerank(question, answer) : answer
}

/** Several questions in one message: each of them, where at least two are and one has an answer; else null. */
async function askSeveral(turn: Turn, message: string): Promise<Speech[] | null> {
  const { memory, services, input } = turn
  const { knowledge, regionCode, rerank } = services
  const found = knowledge.askAll(message, { regionCode, now: input.now, topic: memory.topic })
  if (found.length < 2 || found.every(({ answer }) => answer.outcome !== 'answer')) return null
  const answers: Speech[] = []
  const open: string[] = []
  for (const { question, answer: first } of found) {
    const answer = rerank ? await rerank(question, first) : first
    await noted(turn, question, answer)
    if (answer.outcome === 'answer') answers.push(answered(turn, answer))
    else open.push(question)
  }
  memory.misses = 0
  if (memory.frame) return [...answers, ...resume(turn)]
  if (open.length === 0) {
    memory.question = null
    return answers
  }
  memory.question = { about: 'unanswered', question: open.join(''), turn: turn.heard.messages[0]?.turn ?? 1 }
  return [...answers, { ...say('kb.none', {}, UNANSWERED), wording: 'kb.none.rest' }]
}

const UNANSWERED = ['unanswered.file', 'agent', 'unanswered.leave'] as const

/** "我交的定金还能要回来吗": a question about one's own case, or one that names who, where or when, may be the matter itself. */
const tellsOwnMatter = ({ heard, words }: Turn) =>
  heard.messages.some(({ plain, understanding: { entities } }) => entities.length > 0 || words.heard('told.own', plain))

/** The answer, or what comes of a question that has none; in a draft its open question comes again after it. */
export async function askKnowledge(turn: Turn, question: string, found?: KnowledgeAnswer): Promise<Speech[]> {
  const { memory, services, input, heard, words } = turn
  const answer = found ?? (await lookUp(turn, question))
  const questionId = await noted(turn, question, answer)
  const isInDraft = memory.frame !== null
  memory.misses = 0
  memory.unanswered = question
  if (tellsOwnMatter(turn)) keepTold(turn)
  if (answer.outcome === 'answer') {
    delete memory.unanswered
    const speech = answered(turn, answer)
    if (isInDraft) return [speech, ...resume(turn)]
    memory.question = null
    const isAsked = asksThumb(turn, answer, question, questionId)
    const taps = [...offers(answer), ...(await lawTextOffer(turn, answer.basis)), ...(isAsked ? THUMBS : [])]
    return [{ ...speech, ...(isAsked && { wording: 'kb.answer.thumb' }), choices: taps }]
  }
  if (answer.outcome === 'clarify') {
    const candidates = answer.candidates.slice(0, MAX_CHOICES)
    const articleIds = candidates.map(candidate => candidate.articleId)
    memory.question = { about: 'article', articleIds, question, turn: heard.messages[0]?.turn ?? 1 }
    const titles = [...candidates.map(candidate => candidate.title), words.choice('article.none').label]
    return [{ ...say('kb.clarify'), titles }]
  }
  const elsewhere = isInDraft ? null : otherNumber(turn)
  if (elsewhere) return elsewhere
  services.log.info('unanswered question', { conversationId: input.conversationId })
  if (isInDraft) return [{ ...say('kb.none'), wording: 'kb.none.draft' }, ...resume(turn)]
  memory.question = { about: 'unanswered', question, turn: heard.messages[0]?.turn ?? 1 }
  return [say('kb.none', {}, UNANSWERED)]
}

const askMessage = async (turn: Turn, message: string): Promise<Speech[]> =>
  (await askSeveral(turn, message)) ?? (await askKnowledge(turn, message))

export function inquiry(turn: Turn): Promise<Speech[]> | null {
  const { memory, heard, words } = turn
  // "那如果已经交了,他们不退怎么办": by itself it is anybody's matter
  if (!memory.frame && isFollowUp(heard, words)) {
    if (memory.unanswered !== undefined) return askKnowledge(turn, memory.unanswered + heard.text)
    if (memory.topic !== null) return askKnowledge(turn, heard.text)
  }
  if (!isQuestion(heard, words, memory.frame !== null, partsOf(turn))) return null
  if (!memory.frame && words.heard('explicit.inquiry', heard.plain)) return noteAtOnce(turn)
  // "怎么投诉" as a tap or a bare wish is a start, which the intake takes
  return askMessage(turn, heard.text)
}

const namesSomething = ({ understanding: { entities } }: Message) => entities.length > 0

/** It begins as only a question about the last one does, and names nobody, no time and no sum. */
const isFollowUp = (heard: Heard, words: Words) =>
  words.heard('question.on', heard.plain) &&
  words.heard('question', heard.plain) &&
  !words.heard('outright.complaint', heard.plain) &&
  !words.heard('outright.report', heard.plain) &&
  !heard.messages.some(namesSomething)

/** What nothing else took and sounds like a question: answered where there is an answer, else not taken here. */
export async function lastAnswer(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words } = turn
  if (memory.frame || !words.heard('question', heard.plain)) return null
  const answer = await lookUp(turn, heard.text)
  return answer.outcome === 'answer' ? await askKnowledge(turn, heard.text, answer) : null
}

/** The messages of the turn; one that answers the draft's question and then asks another is two. */
function partsOf({ heard, memory, words, read }: Turn): readonly Message[] {
  const [only, ...more] = heard.messages
  const answer = only && words.match('question.tail', only.text)?.[1]
  if (!only || !answer || more.length > 0 || memory.question?.about !== 'field') return heard.messages
  return [answer, only.text.slice(answer.length)].map(text => read({ turn: only.turn, text }))
}

interface Aside {
  answers: Speech[]
  /** The burst without its questions. */
  rest: Heard
  /** A question of the burst with several answers or none. */
  unanswered: string | null
}

/** A question asked in the same burst as the matter: its answer, where there is one; the rest of the burst without it. */
export async function answerAside(turn: Turn): Promise<Aside | null> {
  const { words, memory } = turn
  const messages = partsOf(turn)
  if (messages.length < 2) return null
  const asides = new Map<Message, KnowledgeAnswer>()
  let topic: string | null | undefined
  for (const message of messages) {
    const { kinds } = message.understanding
    if (entitiesWithin(message).length > 0 || !words.heard('question', message.plain)) continue
    if (kinds.some(kind => kind !== 'inquiry') && intentConfidence(message, 'inquiry') < INQUIRY) continue
    const answer = await lookUp(turn, message.text, topic)
    // while a draft is open the question is no part of the story, whether it can be answered or not
    const isAside = answer.outcome === 'answer' || (memory.frame && intentConfidence(message, 'inquiry') >= INQUIRY)
    if (!isAside) continue
    asides.set(message, answer)
    topic = answer.articleId
  }
  const rest = messages.filter(message => !asides.has(message))
  if (asides.size === 0 || rest.length === 0) return null
  const answers: Speech[] = []
  let unanswered: string | null = null
  for (const [{ text }, answer] of asides) {
    if (answer.outcome !== 'answer') {
      unanswered ??= text
      continue
    }
    await noted(turn, text, answer)
    answers.push(answered(turn, answer))
  }
  return { answers, rest: turn.reread(rest), unanswered }
}

/**
 * Which of the articles offered is meant: its title, by a tap, typed, or told by its number (dialogs/hotline-bot.ts). Where
 * it is none of them, or the question is to be noted at once, it is one without an answer.
 */
export async function answerClarify(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, services, words } = turn
  const { question } = memory
  if (question?.about !== 'article') return null
  memory.question = null
  const said = squash(heard.text)
  const title = question.articleIds
    .map(id => services.knowledge.article(id)?.title ?? '')
    .find(other => said !== '' && squash(other) === said)
  if (title) return askKnowledge(turn, title)
  const picked = heard.plain.length > MAX_CHOICE ? null : words.pick(['article.none', 'unanswered.file'], heard.text)
  if (!picked && !means(heard, 'deny')) return null
  if (memory.frame) return resume(turn)
  memory.question = { about: 'unanswered', question: question.question, turn: question.turn }
  return picked === 'unanswered.file' ? answerUnanswered(turn) : [say('kb.none', {}, UNANSWERED)]
}

const MAX_CHOICE = 16

/** A question becomes an inquiry, read as if it were said now: a phone or a place in it is not asked for again. */
async function noteQuestion(turn: Turn, { question, turn: at }: { question: string; turn: number }): Promise<Speech[]> {
  const frame = emptyFrame()
  setKinds(frame, ['inquiry'])
  frame.isKindChosen = true
  frame.slots.content = { state: 'said', value: true, origin: { turn: at } }
  turn.memory.frame = frame
  const asked = turn.reread([turn.read({ turn: at, text: question })])
  return [say('intake.opened.inquiry'), ...(await runIntake({ ...turn, heard: asked }))]
}

/** "帮我登记一个咨询,麻烦有关单位答复": noted without being offered; what is known is told before. */
async function noteAtOnce(turn: Turn): Promise<Speech[]> {
  const question = turn.heard.text
  const answer = await lookUp(turn, question)
  await noted(turn, question, answer)
  const known = answer.outcome === 'answer' ? [answered(turn, answer)] : []
  return [...known, ...(await noteQuestion(turn, { question, turn: turn.heard.messages[0]?.turn ?? 1 }))]
}

/** After "I have no basis for an answer": note it as an inquiry, or leave it. */
export async function answerUnanswered(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words } = turn
  const { question } = memory
  if (question?.about !== 'unanswered') return null
  memory.question = null
  // "还有个事,帮我登记一个咨询:…" is another matter
  if (heard.plain.length > MAX_CHOICE || isFollowUp(heard, words)) return null
  const picked = words.pick(['unanswered.file', 'unanswered.leave'], heard.text)
  if (picked === 'unanswered.file' || (!picked && means(heard, 'affirm'))) return noteQuestion(turn, question)
  if (picked === 'unanswered.leave' || means(heard, 'deny')) return [say('repair.declined')]
  const isAppeal = heard.kinds.includes('report') || heard.kinds.includes('complaint')
  if (!isAppeal && !words.heard('explicit.complaint', heard.plain)) return null
  // what was asked tells what happened
  memory.frame = emptyFrame()
  memory.frame.words.push({ turn: question.turn, text: question.question, identity: [], isNarrative: true })
  return runIntake(turn)
}
