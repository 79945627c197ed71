import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext
} from 'botbuilder-core'
import { AppError } from '../core/errors.ts'

/** turnState key of what the bot has said so far in this turn. */
const SAID = Symbol('hotline.said')

interface Said {
  activities: Partial<Activity>[]
  nextId: () => string
}

/**
 * Runs one turn and collects what the bot says instead of sending it: it is stored with the turn's other effects and
 * goes out only once all of them are committed.
 */
export class HotlineAdapter extends BotAdapter {
  /**
   * @param nextId gives the id of the next activity that is kept
   * @returns messages and events in the order said; typing and trace activities are dropped
   */
  async collect(
    activity: Partial<Activity>,
    nextId: () => string,
    run: (context: TurnContext) => Promise<void>
  ): Promise<Partial<Activity>[]> {
    const context = new TurnContext(this, activity)
    const said: Said = { activities: [], nextId }
    context.turnState.set(SAID, said)
    await this.runMiddleware(context, run)
    return said.activities
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const said = context.turnState.get(SAID) as Said
    return activities.map(activity => {
      if (activity.type === ActivityTypes.Typing || activity.type === ActivityTypes.Trace) return { id: '' }
      const id = said.nextId()
      said.activities.push({ ...activity, id })
      return { id }
    })
  }

  override async updateActivity(): Promise<ResourceResponse | undefined> {
    throw new AppError('INTERNAL', { detail: 'what was said is not changed afterwards' })
  }

  override async deleteActivity(): Promise<void> {
    throw new AppError('INTERNAL', { detail: 'what was said is not deleted afterwards' })
  }

  /** Proactive turns come as inbound events through the turn queue. */
  override async continueConversation(_reference: Partial<ConversationReference>): Promise<void> {
    throw new AppError('INTERNAL', { detail: 'proactive turns go through bot/turn' })
  }
}
