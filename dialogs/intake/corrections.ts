// A correction is said back with its difference: 时间:12号 → 13号.
import { type Speech, say } from '../speech.ts'
import type { Absorbed } from './absorb.ts'
import { type Describing, labelOf, valueText } from './describe.ts'
import { type FieldPath, type Frame, given, isAnonymous } from './frame.ts'

/** A corrected sum changes claim and amount alike: one line is enough. */
function paths(frame: Frame, list: readonly FieldPath[]): FieldPath[] {
  const claims = given(frame, 'claims')
  const tellsAmount = list.includes('claims') && claims?.some(claim => claim.amount === given(frame, 'amountInvolved'))
  return list.filter(path => !(path === 'amountInvolved' && tellsAmount))
}

export function saidBack(before: Frame, absorbed: Absorbed, describing: Describing): Speech[] {
  const { replies } = describing
  const { frame, corrected, takenBack, unchanged } = absorbed
  const lines = [...paths(frame, corrected), ...(isAnonymous(frame) ? [] : takenBack)].map(path =>
    replies.say('diff.changed', {
      field: labelOf(path, replies),
      before: valueText(before, path, describing) ?? '',
      after: valueText(frame, path, describing) ?? replies.say('value.notProvided')
    })
  )
  if (lines.length > 0) return [say('repair.corrected', { changes: lines.join('\n') })]
  const same = paths(frame, unchanged).map(path =>
    replies.say('diff.same', { field: labelOf(path, replies), value: valueText(frame, path, describing) ?? '' })
  )
  return same.length > 0 ? [say('repair.unchanged', { values: same.join(replies.say('value.separator')) })] : []
}
