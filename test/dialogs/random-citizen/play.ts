import { AskedAgain } from '../../transcripts/never.ts'
import { type BotMessage, ChatHarness } from '../chat-harness.ts'
import { RandomCitizen } from './citizen.ts'
import { differences } from './differences.ts'
import { seeded } from './random.ts'

export interface Played {
  seed: number
  end: 'filed' | 'cancelled' | 'person' | 'stuck'
  /** Citizen's turns. */
  turns: number
  /** Facts that the first message held, of place, time, respondent, claim, contact; null where it said nothing yet. */
  openingFacts: number
  transcript: string
  /** Where the ticket is not what was told; errors and repeated questions, too. */
  differences: string[]
}

export const TURNS_MAX = 25
const NOW = '2026-11-24T15:00:00+08:00'

/** All citizens of a run call the same hotline: one database, a conversation for each. */
export class RandomCitizens {
  readonly #house: ChatHarness

  private constructor(house: ChatHarness) {
    this.#house = house
  }

  static async open(): Promise<RandomCitizens> {
    return new RandomCitizens(await ChatHarness.open(NOW, 'house'))
  }

  close(): Promise<void> {
    return this.#house.close()
  }

  async play(seed: number): Promise<Played> {
    const citizen = new RandomCitizen(seeded(seed))
    const conversationId = `seed-${seed}-${this.#house.filed.length}`
    const chat = await this.#house.another(conversationId)
    const lines: string[] = []
    const found: string[] = []
    let last: BotMessage[] = await chat.event('conversation/start')
    const asked = new AskedAgain()
    const filedHere = () => this.#house.filed.filter(item => item.conversationId === conversationId)
    const say = async (texts: readonly string[]) => {
      for (const text of texts) lines.push(`user: ${text}`)
      last = await chat.say(...texts)
      for (const { text, hotline } of last) {
        lines.push(`bot:  @${hotline.replyId} ${text.replaceAll('\n', ' / ').slice(0, 160)}`)
        if (hotline.replyId === 'repair.internalError') found.push('internal error')
      }
      if (last.length === 0) found.push('silence')
      const again = asked.after(last, await chat.memory())
      if (again) found.push(`asked again: ${again}`)
    }

    await say(citizen.opening())
    const openingFacts = last[0]?.hotline.draft?.filled.filter(path => path !== 'content').length ?? 0
    let turns = 1
    let end: Played['end'] = 'stuck'
    while (end === 'stuck' && turns < TURNS_MAX) {
      const ids = last.map(message => message.hotline.replyId)
      if (filedHere().length > 0) end = 'filed'
      else if (ids.includes('handoff.queued')) end = 'person'
      else if (ids.includes('repair.cancelled') || ids.includes('repair.nothingToCancel')) end = 'cancelled'
      if (end !== 'stuck') break
      const texts = citizen.answer(last, turns)
      if (!texts) break
      turns += 1
      await say(texts)
    }
    if (end === 'stuck' && filedHere().length > 0) end = 'filed'
    if (end === 'filed')
      found.push(
        ...differences(
          citizen,
          filedHere().map(item => item.draft)
        )
      )
    if (end === 'cancelled' && citizen.goal !== 'cancelled') found.push('cancelled against the wish')
    if (end === 'person' && citizen.goal !== 'person') found.push('handed over against the wish')
    return {
      seed,
      end,
      turns,
      openingFacts,
      transcript: `${JSON.stringify(citizen.facts)}\n${lines.join('\n')}`,
      differences: found
    }
  }
}
