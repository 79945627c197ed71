// From what is to be said to activities: the words, the taps, and channelData.hotline (CONTRACT.md section 2).
import { ActionTypes, type Activity, ActivityTypes } from 'botbuilder-core'
import type { Conversation } from './conversation.ts'
import { filledPaths, missingFields } from './intake/fields.ts'
import { asksOf } from './question.ts'
import type { Replies } from './replies/replies.ts'
import type { Speech } from './speech.ts'
import type { Words } from './words/words.ts'

export interface HotlineData {
  replyId: string
  asks: string | null
  draft: { kinds: string[]; filled: string[]; missing: string[] } | null
  filed?: { ticketNo: string; kind: string }[]
}

interface Speaking {
  replies: Replies
  words: Words
  /** False where a channel shows no suggested actions: the choices are then numbered in the text. */
  hasButtons: boolean
}

function draftOf({ frame, question, files = [] }: Conversation): HotlineData['draft'] {
  if (!frame) return null
  // what is being asked for is open, also where part of it is known (a claim without its sum)
  const asked = question?.about === 'field' ? question.path : null
  const missing = frame.kinds.length === 0 ? [] : missingFields(frame).map(field => field.path)
  return {
    kinds: [...frame.kinds],
    filled: [...filledPaths(frame).filter(path => path !== asked), ...(files.length > 0 ? ['attachments'] : [])],
    missing: asked && !missing.includes(asked) ? [asked, ...missing] : missing
  }
}

/** One activity for each speech, in order; only the last one asks. Counts what was said in `memory`. */
export function activitiesOf(
  speeches: readonly Speech[],
  memory: Conversation,
  { replies, words, hasButtons }: Speaking
): Partial<Activity>[] {
  const draft = draftOf(memory)
  return speeches.map((speech, at) => {
    const isLast = at === speeches.length - 1
    const id = speech.wording ?? speech.reply
    const nth = memory.saidCounts[id] ?? 0
    memory.saidCounts[id] = nth + 1
    const hotline: HotlineData = {
      replyId: speech.reply,
      asks: isLast ? asksOf(memory.question) : null,
      draft,
      ...(speech.filed && { filed: speech.filed })
    }
    const taps = [...(speech.choices ?? []).map(choice => words.choice(choice).label), ...(speech.titles ?? [])]
    if (isLast) memory.shown = taps
    const text = replies.say(id, speech.values, nth)
    const list = hasButtons || !isLast ? '' : taps.map((title, n) => `\n${n + 1}. ${title}`).join('')
    return {
      type: ActivityTypes.Message,
      text: `${text}${list}`,
      textFormat: 'plain',
      locale: 'zh-CN',
      channelData: { hotline },
      ...(isLast &&
        taps.length > 0 && {
          suggestedActions: {
            to: [],
            actions: taps.map(title => ({ type: ActionTypes.ImBack, title, value: title }))
          }
        })
    }
  })
}

export function errorActivity(replies: Replies): Partial<Activity> {
  const hotline: HotlineData = { replyId: 'repair.internalError', asks: null, draft: null }
  return {
    type: ActivityTypes.Message,
    text: replies.say('repair.internalError'),
    textFormat: 'plain',
    locale: 'zh-CN',
    channelData: { hotline }
  }
}
