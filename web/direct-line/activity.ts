/** One choice under a bot message; the title is shown, the value is what choosing it says. */
export interface CardAction {
  type: string
  title: string
  value?: unknown
}

/** A Bot Framework Activity, as far as a citizen's client reads it. */
export interface Activity {
  type: string
  id?: string
  /** ISO 8601 */
  timestamp?: string
  /** On what the bot says: the id of the message it answers. */
  replyToId?: string
  text?: string
  name?: string
  from?: { id?: string; name?: string; role?: string }
  suggestedActions?: { actions?: CardAction[] }
  attachments?: { contentType?: string; name?: string; contentUrl?: string; content?: unknown }[]
  channelData?: { clientActivityID?: string; hotline?: unknown }
}

export interface FilingDraft {
  kinds: string[]
  /** Paths of the ticket fields (WorkOrder of the intake contract). */
  filled: string[]
  missing: string[]
}

export interface FiledTicket {
  ticketNo: string
  kind: string
}

/** `channelData.hotline` of CONTRACT.md section 2. */
export interface HotlineData {
  replyId: string
  asks: string | null
  draft: FilingDraft | null
  filed: FiledTicket[]
}

/** One frame of the stream, or one answer to a poll. */
export interface ActivitySet {
  activities: Activity[]
  watermark: string | null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** Reads a frame; null where it isn't one. Entries that aren't activities are left out. */
export function readActivitySet(json: unknown): ActivitySet | null {
  if (!isRecord(json) || !Array.isArray(json.activities)) return null
  const activities = json.activities.filter((item): item is Activity => isRecord(item) && typeof item.type === 'string')
  const { watermark } = json
  const isWatermark = typeof watermark === 'string' || typeof watermark === 'number'
  return { activities, watermark: isWatermark ? String(watermark) : null }
}

/** What the bot said about its own message; null on activities that carry nothing of ours. */
export function hotlineOf(activity: Activity): HotlineData | null {
  const hotline = activity.channelData?.hotline
  if (!isRecord(hotline)) return null
  const { replyId, asks, draft, filed } = hotline
  const tickets = (Array.isArray(filed) ? filed : []).filter(isRecord)
  return {
    replyId: typeof replyId === 'string' ? replyId : '',
    asks: typeof asks === 'string' ? asks : null,
    draft: isRecord(draft)
      ? { kinds: strings(draft.kinds), filled: strings(draft.filled), missing: strings(draft.missing) }
      : null,
    filed: tickets
      .filter(ticket => typeof ticket.ticketNo === 'string')
      .map(ticket => ({ ticketNo: String(ticket.ticketNo), kind: String(ticket.kind ?? '') }))
  }
}

/** True for what the citizen said: servers mark the role, and only citizens' activities bear a clientActivityID. */
export function isFromCitizen(activity: Activity): boolean {
  const role = activity.from?.role
  if (role === 'user') return true
  if (role === 'bot') return false
  return activity.channelData?.clientActivityID !== undefined && hotlineOf(activity) === null
}
