// One turn, handed to the one dialog that answers it. The order below is the order of precedence.

import { consent } from '../consent/consent.ts'
import { afterEmergency, alarm, emergency } from '../emergency/emergency.ts'
import { dropWithDraft, inviteFiles, refusedFiles, removeFiles, withFiles } from '../evidence/evidence.ts'
import {
  answerDraftKept,
  createHandoffQueue,
  type HandoffQueue,
  handoff,
  handoffEvent
} from '../handoff/handoff-dialog.ts'
import { type OpeningHours, openingHours } from '../handoff/opening-hours.ts'
import { isPureAct } from '../heard.ts'
import { answerAside, answerClarify, answerUnanswered, askKnowledge, inquiry, lastAnswer } from '../inquiry/inquiry.ts'
import { showLawText } from '../inquiry/law-text.ts'
import { answerThumb } from '../inquiry/thumb.ts'
import { runIntake } from '../intake/intake-dialog.ts'
import { startsDraft } from '../intake/starts-draft.ts'
import { answerOutOfScope, outOfScope } from '../law/out-of-scope.ts'
import { abuse } from '../repair/abuse.ts'
import { acknowledged } from '../repair/acknowledged.ts'
import { cancel } from '../repair/cancel.ts'
import { correctWithoutValue } from '../repair/correct-without-value.ts'
import { goBack, keepAnswer } from '../repair/go-back.ts'
import { injection } from '../repair/injection.ts'
import { answerOffer, notUnderstood, offerPerson } from '../repair/not-understood.ts'
import { otherLanguage } from '../repair/other-language.ts'
import { privacy } from '../repair/privacy.ts'
import { repeat } from '../repair/repeat.ts'
import { smallTalk } from '../repair/small-talk.ts'
import { submitEarly } from '../repair/submit-early.ts'
import { why } from '../repair/why.ts'
import { type Speech, say } from '../speech.ts'
import { answerRating } from '../status/rating.ts'
import { answerStatus, status } from '../status/status-dialog.ts'
import { statusNews } from '../status/status-news.ts'
import { start } from './start.ts'
import { withTold } from './told-before.ts'
import type { Responder, Turn } from './turn.ts'

/** After so many turns without anything usable a person is offered. */
const MAX_MISSES = 2

export class MainDialog {
  readonly #queue: HandoffQueue = createHandoffQueue()
  readonly #hours: OpeningHours

  constructor(regionCode: string) {
    this.#hours = openingHours(regionCode)
  }

  /** What to say to the turn; empty where nothing is to be said. `turn.memory` is changed. */
  async answer(turn: Turn): Promise<Speech[]> {
    if (turn.input.event) return this.#event(turn)
    const hadDraft = turn.memory.frame !== null
    const speeches = await withFiles(turn, () => this.#told(turn))
    await dropWithDraft(turn, hadDraft)
    // a draft has it, or it was about something else
    if (turn.memory.frame) {
      delete turn.memory.told
      delete turn.memory.unanswered
    }
    return speeches
  }

  async #told(turn: Turn): Promise<Speech[]> {
    // a person talks: only danger to life is worth a word between
    if (turn.memory.handoff === 'joined') return alarm(turn)
    for (const responder of this.#responders()) {
      const speeches = await responder(turn)
      if (speeches) return speeches
    }
    return notUnderstood(turn)
  }

  #responders(): Responder[] {
    return [
      emergency,
      turn => handoff(turn, this.#queue, this.#hours),
      injection,
      removeFiles,
      goBack,
      // answers to what was asked just before
      cancel,
      answerDraftKept,
      keepAnswer,
      submitEarly,
      afterEmergency,
      consent,
      answerOffer,
      answerStatus,
      answerRating,
      showLawText,
      answerThumb,
      answerClarify,
      answerUnanswered,
      answerOutOfScope,
      start,
      // what may be said at any time
      privacy,
      inviteFiles,
      why,
      repeat,
      status,
      abuse,
      otherLanguage,
      smallTalk,
      acknowledged,
      correctWithoutValue,
      inquiry,
      outOfScope,
      intake,
      lastAnswer
    ]
  }

  async #event(turn: Turn): Promise<Speech[]> {
    const { memory, input } = turn
    switch (input.event?.name) {
      case 'conversation/start':
        // a second start (a page opened again) does not greet twice
        if (memory.isGreeted) return []
        memory.isGreeted = true
        return [
          say('greeting', {}, [
            'consent.yes',
            'start.report',
            'start.complaint',
            'start.inquiry',
            'start.status',
            'agent'
          ])
        ]
      case 'evidence/refused':
        return refusedFiles(turn)
      case 'ticket/status':
        return statusNews(turn)
      default:
        return handoffEvent(turn, this.#queue) ?? []
    }
  }
}

/** A draft goes on, or an appeal starts one. */
async function intake(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard } = turn
  const isAppeal = heard.whole !== null && startsDraft(heard.whole, turn.words)
  const holdsFacts = heard.messages.some(
    ({ understanding }) => understanding.entities.length > 1 || understanding.claims.length > 0
  )
  // said to nobody after hours: whatever it is becomes a ticket
  const isLeft = memory.handoff === 'after_hours' && !heard.messages.every(isPureAct)
  if (!memory.frame && !isAppeal && !holdsFacts && !isLeft) return null
  if (memory.handoff === 'after_hours') memory.handoff = 'none'
  const aside = await answerAside(turn)
  const rest = { ...turn, heard: aside?.rest ?? heard }
  // questions told before were answered then
  const told = await runIntake(memory.frame ? rest : { ...rest, heard: withTold(rest) })
  const open = aside?.unanswered && memory.frame ? await askKnowledge(turn, aside.unanswered) : told.slice(-1)
  const speeches = aside ? [...told.slice(0, -1), ...aside.answers, ...open] : told
  return memory.misses > MAX_MISSES ? offerPerson(turn) : speeches
}
