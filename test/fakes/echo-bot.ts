import { type Activity, type ConversationState, MessageFactory, type TurnContext } from 'botbuilder-core'
import { TURN_INPUT, type TurnInput } from '../../dialogs/index.ts'

const hotline = (replyId: string) => ({ hotline: { replyId, asks: null, draft: null } })

/** Does something in the middle of a turn: after the state was changed, before anything is said. */
export type InTurn = (input: TurnInput) => Promise<void> | void

/**
 * A bot that greets, then repeats what it heard with the number of its turn, which it keeps in the state: `2: one | two`.
 * It stands for the dialogs where only the road to them is tested.
 */
export function createEchoBot(state: ConversationState, inTurn: InTurn = () => {}) {
  const memory = state.createProperty<{ turns: number }>('echo')
  return {
    async run(context: TurnContext): Promise<void> {
      const input = context.turnState.get(TURN_INPUT) as TurnInput
      const kept = await memory.get(context, { turns: 0 })
      if (input.event === null) kept.turns += 1
      await memory.set(context, kept)
      await inTurn(input)
      const heard = input.messages
        .map(({ text, fileIds, refusedFiles }) =>
          [text, ...(fileIds ?? []).map(() => '[file]'), ...(refusedFiles ?? [])].filter(part => part !== '').join(' ')
        )
        .join(' | ')
      const said =
        input.event === null
          ? `${kept.turns}: ${heard}`
          : [input.event.name, ...(Array.isArray(input.event.value) ? input.event.value : [])].join(' ')
      await context.sendActivity({ ...MessageFactory.text(said), channelData: hotline('echo') })
      await state.saveChanges(context)
    }
  }
}

export const apology = (): Partial<Activity> => ({
  type: 'message',
  text: 'sorry',
  channelData: hotline('repair.internal_error')
})
