import { type Activity, ActivityTypes } from 'botbuilder-core'
import { z } from 'zod'
import { AppError } from '../../../core/errors.ts'
import { type GivenFile, givenFile, type Upload } from './files-in-activity.ts'

/** Characters of one message; a longer one is refused with its limit, never cut. */
export const TEXT_MAX = 8000
const ID_MAX = 256
const DEFAULT_LOCALE = 'zh-CN'

const activitySchema = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  name: z.string().max(ID_MAX).nullish(),
  locale: z.string().max(35).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  entities: z.array(z.unknown()).nullish(),
  channelData: z.looseObject({ clientActivityID: z.unknown().optional() }).nullish()
})

export interface ReadActivity {
  kind: 'message' | 'event' | 'typing'
  /** Without attachments: they are put in once the files are kept (files-in-activity.ts). */
  activity: Partial<Activity>
  clientActivityId: string | null
  files: GivenFile[]
}

const bad = (detail: string) => new AppError('DIRECT_LINE_BAD_ARGUMENT', { detail })

/** What the citizen said: the text, or what a tapped button (postBack, Action.Submit with a plain value) stands for. */
function textOf({ text, value }: z.infer<typeof activitySchema>): string {
  if (typeof text === 'string' && text.trim() !== '') return text
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return ''
}

function clientIdOf(channelData: z.infer<typeof activitySchema>['channelData']): string | null {
  const id = channelData?.clientActivityID
  if (id === undefined || id === null) return null
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(id)) throw bad('channelData.clientActivityID')
  return id
}

/**
 * A client's activity, with who speaks written over by the server and channelData left as it is (clients compare it).
 * Throws DIRECT_LINE_BAD_ARGUMENT naming the field.
 */
export function readActivity(
  body: unknown,
  from: { conversationId: string; userId: string; at: Date; uploads: readonly Upload[] }
): ReadActivity {
  const parsed = activitySchema.safeParse(body)
  if (!parsed.success) throw bad(parsed.error.issues[0]?.path.join('.') || 'the body is not an activity')
  const given = parsed.data
  const { type } = given
  if (type !== ActivityTypes.Message && type !== ActivityTypes.Event && type !== ActivityTypes.Typing) {
    throw bad('type: message, event and typing are taken')
  }
  const { attachments, entities: _, ...rest } = given
  // An upload's activity lists the files that stand in the parts beside it.
  const inActivity = from.uploads.length > 0 ? [] : (attachments ?? [])
  const files = [...from.uploads, ...inActivity.map(entry => givenFile(entry, from.conversationId))]
  const text = textOf(given)
  if (type === ActivityTypes.Message && text.trim() === '' && files.length === 0) throw bad('text is empty')
  if (text.length > TEXT_MAX) {
    throw bad(`text has ${text.length} characters, of which ${TEXT_MAX} are taken; send it in several messages`)
  }
  const clientActivityId = clientIdOf(given.channelData)
  const activity = {
    ...rest,
    ...(type === ActivityTypes.Message && { text }),
    type,
    locale: given.locale ?? DEFAULT_LOCALE,
    timestamp: from.at,
    channelId: 'directline',
    from: { id: from.userId, name: '', role: 'user' },
    conversation: { id: from.conversationId, isGroup: false, conversationType: 'personal', name: '' }
  } as Partial<Activity>
  return { kind: type, activity, clientActivityId, files: type === ActivityTypes.Message ? files : [] }
}
