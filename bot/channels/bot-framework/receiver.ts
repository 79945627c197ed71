// POST /api/messages: the Bot Framework's own channels (Azure, Teams, Emulator). Verified, stored like any other message,
// answered by the same turn queue; replies are sent afterwards (deliverer.ts).
import type { Activity, CloudAdapter, ConversationReference, TurnContext } from 'botbuilder'
import type { Config } from '../../../core/config.ts'
import type { Database } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import type { Vault } from '../../../core/vault.ts'
import { json, type Route, readJson } from '../../middleware/http.ts'
import type { ActivityStore } from '../../turn/activity-store.ts'
import type { TurnQueue } from '../../turn/turn-queue.ts'
import { TEXT_MAX } from '../direct-line/read-activity.ts'

export interface BotFrameworkDependencies {
  settings: Config['microsoft']
  db: Database
  store: ActivityStore
  queue: TurnQueue
  vault: Vault
}

/** What of the SDK the channel uses; loaded at the first message, because `botbuilder` takes half a second to load. */
export interface BotFramework {
  adapter: CloudAdapter
  receive(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<number>
  referenceOf(activity: Activity): Partial<ConversationReference>
}

const BODY_BYTES_MAX = 256 * 1024
const UNAUTHORIZED = 401

export function createBotFramework(settings: Config['microsoft']): () => Promise<BotFramework> {
  let loading: Promise<BotFramework> | null = null
  return () => {
    loading ??= load(settings)
    return loading
  }
}

async function load(settings: Config['microsoft']): Promise<BotFramework> {
  const sdk = await import('botbuilder')
  class Receiver extends sdk.CloudAdapter {
    /** @returns an HTTP status; `process()` of the SDK would print errors, with what citizens wrote, to the console */
    async receive(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
      try {
        const answer = await this.processActivity(authorization, activity, logic)
        return answer?.status ?? 200
      } catch (error) {
        // AuthenticationError of botframework-connector
        if (error instanceof Error && 'statusCode' in error && error.statusCode === UNAUTHORIZED) return UNAUTHORIZED
        throw error
      }
    }
  }
  const credentials =
    settings.access === 'authenticated'
      ? {
          MicrosoftAppId: settings.appId,
          MicrosoftAppPassword: settings.appPassword,
          MicrosoftAppTenantId: settings.appTenantId,
          MicrosoftAppType: settings.appType
        }
      : {}
  const adapter = new Receiver(new sdk.ConfigurationBotFrameworkAuthentication(credentials))
  adapter.onTurnError = async (_context, error) => {
    throw error
  }
  return {
    adapter,
    receive: (authorization, activity, logic) => adapter.receive(authorization, activity, logic),
    referenceOf: activity => sdk.TurnContext.getConversationReference(activity)
  }
}

export const referenceContext = (conversationId: string): string => `reference/${conversationId}`

function readActivity(body: unknown): Activity {
  const activity = (typeof body === 'object' && body !== null ? body : {}) as Partial<Activity>
  const isWhole =
    typeof activity.type === 'string' &&
    typeof activity.conversation?.id === 'string' &&
    typeof activity.from?.id === 'string' &&
    typeof activity.channelId === 'string' &&
    typeof activity.serviceUrl === 'string'
  if (!isWhole)
    throw new AppError('MALFORMED', { detail: 'an activity with type, channelId, serviceUrl, conversation and from' })
  if ((activity.text ?? '').length > TEXT_MAX)
    throw new AppError('PAYLOAD_TOO_LARGE', { detail: `text over ${TEXT_MAX} characters` })
  // The SDK wants what JSON cannot hold.
  return { ...activity, ...(activity.timestamp && { timestamp: new Date(activity.timestamp) }) } as Activity
}

/** Stores the message, and the event of a conversation's start before it, in one transaction. */
async function take(activity: Activity, framework: BotFramework, deps: BotFrameworkDependencies): Promise<void> {
  const { db, store, queue, vault } = deps
  // Foreign ids may be personal (a mail address): only fingerprints of them are stored.
  const digest = (value: string) => vault.fingerprint(value, 'bot-framework')
  const conversationId = `bf_${digest(`${activity.channelId}\n${activity.conversation.id}`)}`
  const isMessage = activity.type === 'message' && (activity.text ?? '').trim() !== ''
  const isJoin =
    activity.type === 'conversationUpdate' &&
    (activity.membersAdded ?? []).some(member => member.id !== activity.recipient?.id)
  if (!isMessage && !isJoin) return
  const userId = `bf_${digest(activity.from.id)}`
  const reference = JSON.stringify(framework.referenceOf(activity))
  await db.transaction().execute(async trx => {
    const isNew = await store.createConversation(trx, { id: conversationId, channel: 'bot_framework', userId })
    await trx
      .updateTable('conversations')
      .set({ reference_sealed: vault.seal(reference, referenceContext(conversationId)) })
      .where('id', '=', conversationId)
      .execute()
    if (isNew) await store.addEvent(trx, conversationId, { name: 'conversation/start' })
    if (!isMessage) return
    await store.addInbound(trx, {
      conversationId,
      activity: {
        type: 'message',
        text: activity.text ?? '',
        locale: activity.locale ?? 'zh-CN',
        from: { id: userId, name: '', role: 'user' }
      },
      clientActivityId: activity.id ? digest(activity.id) : null,
      isVisible: true,
      startsTurn: true
    })
  })
  if (isMessage) queue.expect(conversationId)
  else queue.hurry(conversationId)
}

/** Empty where /api/messages is not served. */
export function botFrameworkRoutes(load: () => Promise<BotFramework>, deps: BotFrameworkDependencies): Route[] {
  if (deps.settings.access === 'off') return []
  return [
    {
      method: 'POST',
      path: '/api/messages',
      bodyBytesMax: BODY_BYTES_MAX,
      async handle(request) {
        const activity = readActivity(readJson(request))
        const framework = await load()
        let isTaken = false
        const status = await framework.receive(request.headers.authorization ?? '', activity, async () => {
          await take(activity, framework, deps)
          isTaken = true
        })
        if (status === UNAUTHORIZED) throw new AppError('UNAUTHORIZED')
        return json(isTaken ? 202 : status, {})
      }
    }
  ]
}
