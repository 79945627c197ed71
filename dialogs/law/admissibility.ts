// What the citizen should know before filing: conditions of the law that this matter may not meet. Warn, never refuse:
// whether it is accepted is the authority's decision (DOMAIN.md section 2, "Warn, never reject").
import { type Flag, type Frame, given, isKind } from '../intake/frame.ts'
import { isJointComplaint } from '../intake/read-circumstances.ts'

export interface Warning {
  id:
    | 'timeBarred'
    | 'reportTooOld'
    | 'court'
    | 'arbitration'
    | 'otherBody'
    | 'representative'
    | 'joint'
    | 'noRespondent'
  /** Sentence with article and another way. */
  reply: string
  flag: Flag | null
}

const DAY_MS = 86_400_000
/** 旅游投诉处理办法 2026, article 11 (2): ninety days after the contract's period of performance ended. */
const COMPLAINT_DAYS = 90
/** 行政处罚法 article 36: two years after the act ended. */
const REPORT_DAYS = 730

function ageDays(frame: Frame, now: Date): number {
  const when = given(frame, 'occurredAt')
  // what nobody can date is not called too old
  if (!when || frame.slots.occurredAt?.state === 'inferred') return 0
  const spanDays = (Date.parse(when.end) - Date.parse(when.start)) / DAY_MS
  return spanDays > 400 ? 0 : (now.getTime() - Date.parse(when.end)) / DAY_MS
}

export function warningsFor(frame: Frame, now: Date): Warning[] {
  const found: Warning[] = []
  const add = (id: Warning['id'], reply: string, flag: Flag | null = 'maybe_inadmissible') =>
    found.push({ id, reply, flag })
  const prior = given(frame, 'priorHandling') ?? []
  const age = ageDays(frame, now)
  if (isKind(frame, 'complaint')) {
    if (age > COMPLAINT_DAYS) add('timeBarred', 'law.warn.timeBarred', 'time_barred')
    if (prior.includes('court')) add('court', 'law.warn.court')
    else if (prior.includes('arbitration')) add('arbitration', 'law.warn.arbitration')
    else if (prior.includes('mediation') || prior.includes('other_department')) add('otherBody', 'law.warn.otherBody')
    if (given(frame, 'interest') === 'representative') add('representative', 'law.warn.representative', null)
    if (isJointComplaint(given(frame, 'contract.peopleCount'))) add('joint', 'law.warn.joint', 'group')
    if (frame.slots['respondent.name']?.state === 'unknown') add('noRespondent', 'law.warn.noRespondent')
  }
  if (isKind(frame, 'report') && age > REPORT_DAYS) add('reportTooOld', 'law.warn.reportTooOld', 'time_barred')
  return found
}
