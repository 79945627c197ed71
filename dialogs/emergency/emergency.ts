// Danger to people comes before any other reading of the turn (DOMAIN.md section 1, step 1): the number, one short
// instruction, where? Then no form is pushed; once everybody is safe the draft goes on, if wanted.
import { means } from '../heard.ts'
import { absorb } from '../intake/absorb.ts'
import { addFlag, emptyFrame, type FieldPath, type Frame, isKind, isSettled, setValue } from '../intake/frame.ts'
import { resume, runIntake } from '../intake/intake-dialog.ts'
import { readKinds } from '../intake/kinds.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

const BY_NUMBER: Record<string, string> = {
  '110': 'emergency.police',
  '119': 'emergency.fire',
  '120': 'emergency.ambulance',
  '122': 'emergency.traffic'
}

/** Dangers whose first minutes need other words than the number's own. */
const BY_REASON: Record<string, string> = {
  drowning: 'emergency.water',
  trapped: 'emergency.trapped',
  missing: 'emergency.missing',
  self_harm: 'emergency.selfHarm',
  traffic: 'emergency.traffic'
}

/** The alarm itself: noted for the people, the number and one short instruction for the citizen. */
export function alarm({ heard, services, input, replies }: Turn): Speech[] {
  if (!heard.emergency) return []
  const { numbers, reason } = heard.emergency
  services.log.warn('emergency', { numbers, reason, conversationId: input.conversationId })
  const first = numbers[0] ?? '110'
  const all = [first, ...numbers.slice(1)].join(replies.say('value.or'))
  return [say(BY_REASON[reason] ?? BY_NUMBER[first] ?? 'emergency.police', { numbers: all })]
}

/** The draft with what the turn tells, where `asked` was asked for. */
function facts({ heard, words, input, services }: Turn, frame: Frame, asked: FieldPath | null): Frame {
  const { offsetMinutes, regionCode } = services
  return absorb(frame, heard, { words, now: input.now, offsetMinutes, regionCode, asked, isCorrecting: false }).frame
}

/** "已经打120了,在中虎跳": the call is made, and a guess at another number would only confuse whoever made it. */
function isCalled({ memory, heard, words }: Turn): boolean {
  if (!heard.emergency || !memory.isEmergencyTold || !words.heard('emergency.called', heard.plain)) return false
  const { numbers, reason } = heard.emergency
  return reason === 'help' || numbers.every(number => heard.plain.includes(number))
}

export function emergency(turn: Turn): Speech[] | null {
  const { heard, memory, words } = turn
  if (isCalled(turn)) return null
  const alarms = alarm(turn)
  if (alarms.length === 0) return null
  const asked = memory.question?.about === 'field' ? memory.question.path : null
  const frame = facts(turn, memory.frame ?? emptyFrame(), asked)
  readKinds(frame, heard, words)
  // 求助 where nobody is accused of anything
  if (frame.kinds.length === 0 || frame.kinds.includes('inquiry')) frame.kinds = ['assistance']
  frame.isEmergency = true
  addFlag(frame, 'safety')
  memory.frame = frame
  const isToldAgain = memory.isEmergencyTold
  memory.isEmergencyTold = true
  if (isSettled(frame, 'place') || isToldAgain) {
    memory.question = { about: 'after_emergency' }
    return [...alarms, say('emergency.after', {}, ['emergency.note', 'emergency.later', 'agent'])]
  }
  memory.question = { about: 'field', path: 'place' }
  frame.asked.place = (frame.asked.place ?? 0) + 1
  return [...alarms, { ...say('intake.ask.place'), wording: 'emergency.where' }]
}

/** A longer message tells more than that it is over. */
const OVER_MAX = 16

/** The turns after the alarm: the place is noted, nothing else is asked until the citizen wants it. */
export async function afterEmergency(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words } = turn
  const { frame, question } = memory
  if (!frame?.isEmergency || !memory.isEmergencyTold) return null
  if (heard.plain.length <= OVER_MAX && words.heard('emergency.over', heard.plain) && !heard.emergency) {
    memory.isEmergencyTold = false
    // what was begun before the alarm, or told beside it, goes on
    if (isKind(frame, 'report') || isKind(frame, 'complaint') || frame.isKindChosen) {
      if (question?.about === 'after_emergency') memory.question = null
      return [say('emergency.over'), ...resume(turn)]
    }
    memory.frame = null
    memory.question = null
    return [say('emergency.over')]
  }
  if (question?.about === 'field' && question.path === 'place') {
    // "谁能看到我的电话?" is no place
    if (/[?？]\s*$/.test(heard.text) && heard.kinds.every(kind => kind === 'inquiry')) return null
    memory.frame = facts(turn, frame, 'place')
    memory.question = { about: 'after_emergency' }
    return [say('emergency.after', {}, ['emergency.note', 'emergency.later', 'agent'])]
  }
  if (question?.about !== 'after_emergency') return null
  const picked = words.pick(['emergency.note', 'emergency.later'], heard.text)
  const isOutright = words.heard('explicit.complaint', heard.plain) || words.heard('explicit.report', heard.plain)
  if (picked === 'emergency.note' || (!picked && means(heard, 'affirm'))) {
    memory.isEmergencyTold = false
    setValue(frame, 'content', true, { turn: frame.words[0]?.turn ?? 1 })
    // "你帮我记下来,我要投诉": as what, too
    if (isOutright) memory.question = null
    return [say('emergency.noting'), ...(isOutright ? await runIntake(turn) : resume(turn))]
  }
  if (
    picked === 'emergency.later' ||
    means(heard, 'deny') ||
    means(heard, 'bye', 0.3) ||
    means(heard, 'thanks', 0.3) ||
    words.heard('later', heard.plain)
  ) {
    memory.question = null
    return [say('emergency.stay')]
  }
  // "打了120了,在四千五百米平台" accuses nobody, whatever it sounds like to the classifier
  const isAppeal = heard.kinds.includes('report') || heard.kinds.includes('complaint')
  if (isAppeal && (isOutright || !words.heard('emergency.called', heard.plain))) {
    memory.isEmergencyTold = false
    return runIntake(turn)
  }
  // "已经打120了,在中虎跳": where they are is noted, nothing more is asked
  memory.frame = facts(turn, frame, null)
  memory.question = null
  return [say('emergency.stay')]
}
