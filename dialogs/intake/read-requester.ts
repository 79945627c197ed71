import { type FieldPath, given, isAnonymous, setValue } from './frame.ts'
import { entitiesOf, mayFill, originOf, pieces, type Reading } from './reading.ts'

const MAX_NAME = 30
const WISHES: readonly ['anonymous' | 'confidential' | 'wantsReply', FieldPath & `requester.${string}`][] = [
  ['anonymous', 'requester.anonymous'],
  ['confidential', 'requester.confidential'],
  ['wantsReply', 'requester.wantsReply']
]

function readWishes(reading: Reading): void {
  const { frame, message, asked, words } = reading
  for (const [wish, path] of WISHES) {
    const said = message.understanding.wishes[wish]
    if (!said) continue
    if (given(frame, path) !== said.value) reading.touched.add(path)
    setValue(frame, path as 'requester.anonymous', said.value, originOf(reading, said))
  }
  const isAskedForIdentity = asked === 'requester.phone' || asked === 'requester.name'
  const whole = { start: 0, end: message.text.length, confidence: 0.8 }
  if (!message.understanding.wishes.anonymous) {
    if (words.heard(isAskedForIdentity ? 'anonymous.answer' : 'anonymous', message.plain)) {
      setValue(frame, 'requester.anonymous', true, originOf(reading, whole))
      reading.touched.add('requester.anonymous')
    }
  }
  if (isAskedForIdentity && !message.understanding.wishes.wantsReply && words.heard('noReply', message.plain)) {
    setValue(frame, 'requester.wantsReply', false, originOf(reading, whole))
  }
}

/** A phone that the words before it give to the other side: "老板电话138…". */
function belongsToRespondent(reading: Reading, start: number): boolean {
  return reading.words.heard('respondentPhone.before', reading.message.text.slice(Math.max(0, start - 10), start))
}

function readPhone(reading: Reading): void {
  for (const entity of entitiesOf(reading, 'phone')) {
    const number = entity.value.national || entity.value.e164 || ''
    if (reading.asked !== 'requester.phone' && belongsToRespondent(reading, entity.start)) {
      if (mayFill(reading, 'respondent.phone'))
        setValue(reading.frame, 'respondent.phone', number, originOf(reading, entity))
      continue
    }
    if (isAnonymous(reading.frame) && reading.asked !== 'requester.phone') continue
    if (reading.isCorrection || reading.asked === 'requester.phone') reading.touched.add('requester.phone')
    if (mayFill(reading, 'requester.phone'))
      setValue(reading.frame, 'requester.phone', number, originOf(reading, entity))
  }
}

/** A bare name: "王芳", "我叫王芳", "姓王", "叫我小闵", "Anna Li". Offsets of the name itself. */
export function bareName(reading: Reading): { text: string; start: number; end: number } | null {
  for (const piece of pieces(reading, ['phone', 'time', 'money', 'email', 'id_number'], 'lead.self')) {
    const match = reading.words.match('name.bare', piece.text)
    // the pattern has several forms, each with its own group
    const name = match?.slice(1).find(group => group !== undefined)
    if (name && !reading.words.heard('name.not', name)) {
      const start = piece.start + piece.text.indexOf(name)
      return { text: name, start, end: start + name.length }
    }
  }
  return null
}

function readName(reading: Reading): void {
  const { frame, asked, words, message } = reading
  const isAnswer = asked === 'requester.name' || asked === 'requester.phone'
  if (isAnonymous(frame) && !isAnswer) return
  const person = entitiesOf(reading, 'person').find(entity => {
    const { role } = entity.value
    if (role) return words.heard('role.self', role)
    return isAnswer || words.heard('self.before', message.text.slice(Math.max(0, entity.start - 8), entity.start))
  })
  const found = person
    ? { text: person.value.name, start: person.start, end: person.end, confidence: person.confidence }
    : isAnswer
      ? bareName(reading)
      : null
  if (!found || found.text.length > MAX_NAME) return
  if (reading.isCorrection || isAnswer) reading.touched.add('requester.name')
  if (mayFill(reading, 'requester.name')) setValue(frame, 'requester.name', found.text, originOf(reading, found))
}

export function readRequester(reading: Reading): void {
  readWishes(reading)
  readPhone(reading)
  readName(reading)
  if (isAnonymous(reading.frame)) {
    // going anonymous takes back what was given
    delete reading.frame.slots['requester.name']
    delete reading.frame.slots['requester.phone']
  }
}
