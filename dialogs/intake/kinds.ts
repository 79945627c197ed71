// 举报 or 投诉, one ticket or two (DOMAIN.md section 1, decision order 3 to 5 and 8).
import type { ClaimType, Kind } from '../../nlu/index.ts'
import { type Heard, intentConfidence, type Message } from '../heard.ts'
import type { Words } from '../words/words.ts'
import { type Frame, KIND_ORDER } from './frame.ts'

/** Both legal roads about as likely, and neither sure: then the citizen is asked, never guessed for. */
const UNSURE_BELOW = 0.55
const CLOSE = 0.2

function isUnclear(message: Message): boolean {
  const { kinds } = message.understanding
  if (kinds.length !== 1 || (kinds[0] !== 'report' && kinds[0] !== 'complaint')) return false
  const report = intentConfidence(message, 'report')
  const complaint = intentConfidence(message, 'complaint')
  return Math.max(report, complaint) < UNSURE_BELOW && Math.abs(report - complaint) < CLOSE
}

export function setKinds(frame: Frame, kinds: readonly Kind[]): void {
  frame.kinds = KIND_ORDER.filter(kind => kinds.includes(kind))
}

/** The kinds of a message that become tickets: a question beside an appeal is answered, not filed. */
function filable(kinds: readonly Kind[], frame: Frame): Kind[] {
  const open = kinds.filter(kind => !frame.dropped.includes(kind))
  const appeals = open.filter(kind => kind !== 'inquiry')
  return appeals.length > 0 ? appeals : open
}

/** Money back, damages, another one: what only a tourist's dispute can bring, not a report (DOMAIN.md section 1). */
const OWN_CLAIMS = new Set<ClaimType>(['refund', 'compensation', 'exchange'])

const claimsForOneself = ({ understanding: { claims } }: Message) =>
  claims.some(claim => !claim.negated && OWN_CLAIMS.has(claim.type))

/** All that was told before this turn. */
const wordsOf = (frame: Frame) => frame.words.map(({ text }) => text).join('\n')

/**
 * "那我要举报他", "要他们出医药费" in what began as a wish for help: from then on it is that legal road, where the matter is
 * somebody's doing.
 */
function takeRoad(frame: Frame, message: Message, words: Words): void {
  if (frame.kinds.some(kind => kind === 'report' || kind === 'complaint')) return
  const roads = (['report', 'complaint'] as const).filter(
    kind =>
      !frame.dropped.includes(kind) &&
      words.heard(`explicit.${kind}`, message.plain) &&
      (words.heard(`outright.${kind}`, message.plain) ||
        message.understanding.kinds.includes(kind) ||
        (kind === 'complaint' && claimsForOneself(message)))
  )
  if (roads.length > 0) setKinds(frame, roads)
}

/** "不是投诉,我是举报": the other road instead of the one taken; "我还要举报": that one as well. */
export function roadSaid(heard: Heard, words: Words): { kind: 'report' | 'complaint'; isBeside: boolean } | null {
  for (const kind of ['report', 'complaint'] as const) {
    if (words.heard(`instead.${kind}`, heard.plain)) return { kind, isBeside: false }
    if (words.heard(`also.${kind}`, heard.plain)) return { kind, isBeside: true }
  }
  return null
}

/**
 * Takes the kinds over from what was said. The first appeal decides; later ones only add the other legal road, and only
 * where it is said outright. Returns 'unclear' where report and complaint are about as likely.
 */
export function readKinds(frame: Frame, heard: Heard, words: Words): 'clear' | 'unclear' {
  const outright = roadSaid(heard, words)
  if (outright && (!outright.isBeside || frame.kinds.some(kind => kind === 'report' || kind === 'complaint'))) {
    setKinds(frame, outright.isBeside ? [...frame.kinds, outright.kind] : [outright.kind])
    frame.isKindChosen = true
    return 'clear'
  }
  if (frame.isKindChosen) return 'clear'
  // a burst that opens a draft is one sentence
  const isOpening = frame.kinds.length === 0 && heard.whole !== null
  for (const message of isOpening && heard.whole ? [heard.whole] : heard.messages) {
    const isExplicit = (kind: 'report' | 'complaint') => words.heard(`explicit.${kind}`, message.plain)
    if (frame.kinds.length === 0) {
      const kinds = filable(message.understanding.kinds, frame)
      const said = (['report', 'complaint'] as const).filter(isExplicit)
      if (said.length === 2 && kinds.some(kind => kind === 'report' || kind === 'complaint')) {
        setKinds(frame, said)
      } else if (said.length > 0 && kinds.every(kind => kind === 'inquiry')) {
        setKinds(frame, said)
      } else if (
        said.length === 1 &&
        kinds.length === 1 &&
        kinds[0] !== said[0] &&
        (kinds[0] === 'report' || kinds[0] === 'complaint')
      ) {
        setKinds(frame, said)
      } else if (said.length === 0 && isUnclear(message)) {
        return 'unclear'
      } else if (kinds.length === 1 && kinds[0] === 'assistance' && claimsForOneself(message)) {
        // "能不能帮忙退": help with a dispute is the dispute
        setKinds(frame, ['complaint'])
      } else {
        setKinds(frame, kinds)
      }
      continue
    }
    takeRoad(frame, message, words)
    for (const kind of ['report', 'complaint'] as const) {
      const other = kind === 'report' ? 'complaint' : 'report'
      if (!frame.kinds.includes(other) || frame.kinds.includes(kind) || frame.dropped.includes(kind)) continue
      // "我想投诉" in what was only guessed to be a report: said outright, it is that
      if (words.heard(`outright.${kind}`, message.plain) && !words.heard(`explicit.${other}`, wordsOf(frame))) {
        setKinds(frame, [kind])
        continue
      }
      const isHeard = message.understanding.kinds.includes(kind)
      const isClaim = kind === 'complaint' && claimsForOneself(message)
      // "退票", said in a matter that was taken for a report
      if ((isHeard && isClaim) || ((isHeard || isClaim) && isExplicit(kind))) setKinds(frame, [...frame.kinds, kind])
    }
  }
  // "本来想退,算了,就举报"
  if (isOpening && frame.kinds.length > 1) {
    const only = words.pick(['only.complaint', 'only.report'], heard.plain)
    if (only) dropKind(frame, only === 'only.complaint' ? 'report' : 'complaint')
  }
  return 'clear'
}

export function dropKind(frame: Frame, kind: Kind): void {
  setKinds(
    frame,
    frame.kinds.filter(other => other !== kind)
  )
  if (!frame.dropped.includes(kind)) frame.dropped.push(kind)
  frame.isKindChosen = true
}
