// What may happen in no transcript, whatever it is about.
import type { Conversation } from '../../dialogs/conversation.ts'
import { type FieldPath, type Frame, given, isAnonymous } from '../../dialogs/intake/frame.ts'
import type { BotMessage, ChatHarness } from '../dialogs/chat-harness.ts'

/** Money is wanted, and nobody said how much: the one part of a given field that may still be asked for. */
function lacksSum(frame: Frame): boolean {
  const claims = given(frame, 'claims') ?? []
  return (
    claims.some(claim => claim.type === 'refund' || claim.type === 'compensation') &&
    claims.every(claim => claim.amount === undefined) &&
    given(frame, 'amountInvolved') === null
  )
}

/** Follows one citizen's draft: what was given, chosen or refused in it, and what is asked all the same. */
export class AskedAgain {
  questions = 0
  readonly #settled = new Set<string>()
  #isChanging = false
  #isAnonymous = false

  /** The field that is asked for though it is settled, or null. `said`: the bot's turn, `memory` after it. */
  after(said: readonly BotMessage[], memory: Conversation | null): string | null {
    const last = said.at(-1)
    if (!last) return null
    const frame = memory?.frame ?? null
    // filed, cancelled or begun again: another draft may ask anew
    if (!frame || said.some(message => message.hotline.replyId === 'intake.filed')) this.#settled.clear()
    // named after all: what was left out to stay anonymous is asked for by their own wish
    const wasAnonymous = this.#isAnonymous
    this.#isAnonymous = frame !== null && isAnonymous(frame)
    if (wasAnonymous && !this.#isAnonymous) {
      this.#settled.delete('requester.phone')
      this.#settled.delete('requester.name')
    }
    if (frame) {
      for (const path of Object.keys(frame.slots) as FieldPath[]) {
        const slot = frame.slots[path]
        if (!slot || ('value' in slot && slot.state === 'inferred')) continue
        if (path === 'claims' && lacksSum(frame)) this.#settled.delete(path)
        else this.#settled.add(path)
      }
    }
    const { asks, replyId } = last.hotline
    const isFree = this.#isChanging || said.some(message => message.hotline.replyId === 'repair.back')
    // the citizen wants it changed, or takes back a refusal: then it is asked for by their own wish
    this.#isChanging = replyId === 'intake.change.ask'
    if (replyId === 'intake.noPhone' || replyId.startsWith('intake.anonymous.')) {
      this.#settled.delete('requester.phone')
      this.#settled.delete('requester.name')
    }
    if (asks === null) return null
    this.questions += 1
    if (!replyId.startsWith('intake.ask.') || isFree) return null
    return this.#settled.has(asks) ? asks : null
  }
}

/** Who filed it shows in no text of the order, in no log line, in nothing that is pushed. */
export async function leaks(chat: ChatHarness, pushed: readonly string[]): Promise<string[]> {
  const found: string[] = []
  const orders = await chat.orders()
  for (const { ticketNo, draft } of chat.filed) {
    const { name, phone, anonymous } = draft.requester
    const secrets = [phone, name && name.length >= 2 ? name : undefined].filter(secret => secret !== undefined)
    if (anonymous && (name !== undefined || phone !== undefined)) found.push(`${ticketNo} is anonymous and named`)
    const { requester: _, ...order } = orders.find(item => item.ticketNo === ticketNo)!
    for (const secret of secrets) {
      if (JSON.stringify(order).includes(secret)) found.push(`${ticketNo} tells its requester`)
      if (pushed.some(text => text.includes(secret))) found.push(`${ticketNo}: a pushed text tells its requester`)
      if (chat.log.some(line => line.includes(secret))) found.push(`${ticketNo}: the log tells its requester`)
    }
  }
  if (chat.log.some(line => /(?<!\d)1[3-9]\d{9}(?!\d)/.test(line))) found.push('a phone number in the log')
  return found
}
