// Not culture or tourism: the right number is told; filing a general work order stays possible (DOMAIN.md section 1, 6).
import { confidence, type Message, means, PURE_ACT } from '../heard.ts'
import { emptyFrame } from '../intake/frame.ts'
import { resume } from '../intake/intake-dialog.ts'
import { setKinds } from '../intake/kinds.ts'
import { keepTold } from '../main/told-before.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** Patterns `scope.<id>` in words/, numbers in the sentences `law.scope.<id>`. */
const SUBJECTS = [
  'consumer',
  'transport',
  'labour',
  'tax',
  'health',
  'medical',
  'court',
  'discipline',
  'postal',
  'telecom',
  'environment',
  'price',
  'weather'
] as const

/** Told so plainly that no guess of the classifier's counts against it: patterns `scope.sure.<id>`. */
const SURE_SUBJECTS = ['discipline', 'court', 'consumer'] as const
const ASKED_ELSEWHERE = ['weather', 'medical', 'tax', 'postal', 'telecom'] as const
const SURE = 0.6
const MIN_TOLD = 8

function chat({ memory }: Turn): Speech[] {
  memory.question = null
  return [say('law.scope.chat')]
}

/** A category of ours that the classifier is sure of: the telephone that got wet on a boat trip. */
const isClearlyOurs = ({ understanding: { inScope, category } }: Message) =>
  inScope && (category?.confidence ?? 0) >= CLEARLY
const CLEARLY = 0.8

/** A wish that no authority serves (a poem, a joke): what the bot is for is said instead. */
export function outOfScope(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  if (memory.frame) return null
  const isOurs = words.heard('scope.ours', heard.plain) || heard.messages.some(isClearlyOurs)
  const sure = SURE_SUBJECTS.find(id => words.heard(`scope.sure.${id}`, heard.plain) && (id !== 'consumer' || !isOurs))
  const isOutside = heard.messages.every(message => !message.understanding.inScope)
  if (!isOutside && !sure) return null
  if (sure) return tell(turn, sure)
  // whoever asks for a complaint outright is not sent away for the sake of a weak guess
  const isOutright = words.heard('explicit.complaint', heard.plain) || words.heard('explicit.report', heard.plain)
  const subject = SUBJECTS.find(id => words.heard(`scope.${id}`, heard.plain))
  if (!subject && isOutright) return null
  // whose matter it is cannot be told from a few words that tell none
  const tellsLittle =
    heard.plain.length < MIN_TOLD ||
    words.heard('scope.nothing', heard.plain) ||
    heard.messages.some(message => message.understanding.claims.length > 0)
  if (!subject && (tellsLittle || confidence(heard, 'out_of_scope') < SURE))
    return words.heard('scope.chat', heard.plain) ? chat(turn) : null
  if (!subject && words.heard('scope.chat', heard.plain)) return chat(turn)
  return tell(turn, subject ?? 'other')
}

/** The number to call, and the offer to note it all the same. */
function tell(turn: Turn, subject: (typeof SUBJECTS)[number] | 'other'): Speech[] {
  const { memory, heard } = turn
  keepTold(turn)
  memory.question = { about: 'out_of_scope', text: heard.text, turn: heard.messages[0]?.turn ?? 1 }
  return [{ ...say('law.scope', {}, ['scope.file', 'scope.leave']), wording: `law.scope.${subject}` }]
}

/** A question without an answer in the knowledge base that another number answers (天气): that number, else null. */
export function otherNumber(turn: Turn): Speech[] | null {
  const { heard, words } = turn
  const subject = words.heard('scope.ours', heard.plain)
    ? undefined
    : ASKED_ELSEWHERE.find(id => words.heard(`scope.${id}`, heard.plain))
  return subject ? tell(turn, subject) : null
}

/** "好吧,那我打别的电话" is no yes. */
const MAX_YES = 8

export function answerOutOfScope(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  const { question } = memory
  if (question?.about !== 'out_of_scope') return null
  memory.question = null
  const picked = words.pick(['scope.file', 'scope.leave'], heard.text)
  if (picked === 'scope.file' || (!picked && means(heard, 'affirm', PURE_ACT) && heard.plain.length <= MAX_YES)) {
    const frame = emptyFrame()
    setKinds(frame, ['assistance'])
    frame.isKindChosen = true
    frame.category = { code: 'WL900101', confidence: 0.9 }
    frame.words.push({ turn: question.turn, text: question.text, identity: [], isNarrative: true })
    frame.slots.content = { state: 'said', value: true, origin: { turn: question.turn } }
    memory.frame = frame
    return [say('intake.opened.assistance'), ...resume(turn)]
  }
  if (picked) delete memory.told
  return picked || heard.kinds.length === 0 ? [say('repair.declined')] : null
}
