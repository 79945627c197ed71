import { beginsWithDoubleFamilyName, beginsWithFamilyName, isNameWord, segment } from '../../nlu/index.ts'
import type { Words } from '../words/words.ts'
import { type FieldPath, given, isAnonymous, setValue } from './frame.ts'
import {
  captured,
  capturedFrom,
  entitiesOf,
  fieldAt,
  mayFill,
  originOf,
  type Piece,
  pieces,
  type Reading
} from './reading.ts'

const MAX_NAME = 30
/** Longer pieces of an answer tell something else. */
const MAX_ANSWER = 12
const WISHES: readonly ['anonymous' | 'confidential' | 'wantsReply', FieldPath & `requester.${string}`][] = [
  ['anonymous', 'requester.anonymous'],
  ['confidential', 'requester.confidential'],
  ['wantsReply', 'requester.wantsReply']
]

function readWishes(reading: Reading): void {
  const { frame, message, asked, words } = reading
  const isAskedForIdentity = asked === 'requester.phone' || asked === 'requester.name'
  const whole = { start: 0, end: message.text.length, confidence: 0.8 }
  // said outright ("不署名", "别写我是谁") before anything that is read between the lines
  if (words.heard(isAskedForIdentity ? 'anonymous.answer' : 'anonymous', message.plain)) {
    if (given(frame, 'requester.anonymous') !== true) reading.touched.add('requester.anonymous')
    const match = words.match('anonymous', message.text)
    const span = match ? { start: match.index, end: match.index + match[0].length, confidence: 0.9 } : whole
    setValue(frame, 'requester.anonymous', true, originOf(reading, span))
  }
  for (const [wish, path] of WISHES) {
    // "不想说名字" leaves out the name and no more
    if (wish === 'anonymous' && reading.isRefusal) continue
    const said = message.understanding.wishes[wish]
    if (!said || (wish === 'anonymous' && given(frame, path) === true && !said.value && !isNamedOutright(reading)))
      continue
    if (given(frame, path) !== said.value) reading.touched.add(path)
    setValue(frame, path as 'requester.anonymous', said.value, originOf(reading, said))
  }
  if (isAskedForIdentity && !message.understanding.wishes.wantsReply && words.heard('noReply', message.plain)) {
    setValue(frame, 'requester.wantsReply', false, originOf(reading, whole))
  }
}

const isNamedOutright = ({ words, message }: Reading) => words.heard('named', message.plain)

/** A phone that the words before it give to the other side: "老板电话138…". */
function belongsToRespondent(reading: Reading, start: number): boolean {
  return reading.words.heard('respondentPhone.before', reading.message.text.slice(Math.max(0, start - 10), start))
}

/** As the work order takes it: mobile or landline as dialled here, else E.164. */
const NATIONAL = /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?)$/
const FOREIGN = /\+[1-9]\d{6,14}(?!\d)/

/** Null where neither form can be dialled from here (a number without its area). */
function phoneNumber({ national, e164 }: { national: string; e164?: string }): string | null {
  return NATIONAL.test(national) ? national : (e164 ?? null)
}

function readForeign(reading: Reading): void {
  const match = FOREIGN.exec(reading.message.text.replace(/[\s-]/g, ''))
  if (!match || given(reading.frame, 'requester.phone')) return
  const whole = { start: 0, end: reading.message.text.length, confidence: 0.8 }
  setValue(reading.frame, 'requester.phone', match[0], originOf(reading, whole))
}

function readPhone(reading: Reading): void {
  for (const entity of entitiesOf(reading, 'phone')) {
    const number = phoneNumber(entity.value)
    if (number === null) continue
    if (reading.asked !== 'requester.phone' && belongsToRespondent(reading, entity.start)) {
      if (mayFill(reading, 'respondent.phone'))
        setValue(reading.frame, 'respondent.phone', number, originOf(reading, entity))
      continue
    }
    if (isAnonymous(reading.frame) && reading.asked !== 'requester.phone') continue
    // asked for a phone and telling it, nobody is anonymous any more
    if (isAnonymous(reading.frame)) setValue(reading.frame, 'requester.anonymous', false, originOf(reading, entity))
    if (reading.isCorrection || reading.asked === 'requester.phone') reading.touched.add('requester.phone')
    if (mayFill(reading, 'requester.phone'))
      setValue(reading.frame, 'requester.phone', number, originOf(reading, entity))
  }
}

/** Anna Li; letters without a capital ("asdf") are nobody's name. */
const WESTERN = /^[A-Z][A-Za-z]|[A-Za-z] [A-Za-z]/

/** Hardly any word of three characters begins with a surname: 李建国. */
const MIN_SURE = 3
const LONG = 4

/**
 * Could the words be somebody's name? Surnames and titles tell it; of other words only what no dictionary has
 * ("诺布"), or what was said to be one ("我叫…").
 */
function isPlausible(reading: Reading, name: string, start: number): boolean {
  const { words, frame, message } = reading
  if (!mayBeName(words, name)) return false
  // "古城北门": four characters are a name with a surname of two
  if (name.length === LONG && /^\p{Script=Han}+$/u.test(name) && !beginsWithDoubleFamilyName(name)) return false
  if (words.heard('name.sure', name) || WESTERN.test(name)) return true
  if (words.heard('self.before', message.text.slice(Math.max(0, start - 8), start))) return true
  if (name.length === 1 || /^[a-z]/.test(name)) return beginsWithFamilyName(name)
  // "去的", "给你": words that are no name though no dictionary has the two together
  if (words.heard('name.odd', name)) return false
  // "免贵姓杜,杜鹃"
  if (name.length > 1 && name.startsWith(surnameSaid(reading)?.text ?? ' ')) return true
  if (segment(name).length > 1 || (name.length === MIN_SURE && beginsWithFamilyName(name))) return true
  // 杜鹃 is mostly a name; 黄河 and 安全 are mostly words: believed when said a second time
  return beginsWithFamilyName(name) && (isNameWord(name) || (frame.asked['requester.name'] ?? 0) > 1)
}

/** Nothing that is said instead of a name. 白雪 and 顾城 are words, too: beside a number they are believed. */
const mayBeName = (words: Words, name: string) => !words.heard('name.not', name) && !words.heard('command', name)

/** "…，姓慕，…": said of nobody else, it is who is writing. */
const surnameSaid = ({ message, words }: Reading): Piece | null => captured(words, 'name.surname', message.text)

/** "王芳13800001234", "13800001234 王芳": a name beside the number needs no question to be one. */
function besidePhone(reading: Reading): Piece | null {
  const { message, words } = reading
  const { text } = message
  for (const phone of entitiesOf(reading, 'phone')) {
    if (belongsToRespondent(reading, phone.start)) continue
    const after = captured(words, 'name.after', text.slice(phone.end))
    const found = [
      after && { text: after.text, start: phone.end + after.start, end: phone.end + after.end },
      captured(words, 'name.before', text.slice(0, phone.start))
    ].find(name => name && (beginsWithFamilyName(name.text) || DOTTED.test(name.text)) && mayBeName(words, name.text))
    if (found) return found
  }
  return null
}

/** A bare name: "王芳", "我叫王芳", "姓王", "叫我小闵", "Anna Li". Offsets of the name itself. */
function bareName(reading: Reading): Piece | null {
  const found = pieces(reading, ['phone', 'time', 'money', 'email', 'id_number'], 'lead.self')
    .flatMap(piece => {
      // of several clauses only one that begins as names do: "嗯 张桂兰", not "要他退我"
      const parts = clauses(piece).filter(part => beginsWithFamilyName(part.text))
      return piece.text.length > MAX_ANSWER
        ? [piece, ...parts.filter(part => DOTTED.test(part.text))]
        : [piece, ...parts]
    })
    .flatMap(piece => {
      const name = captured(reading.words, 'name.bare', piece.text)
      const start = piece.start + (name?.start ?? 0)
      return name && isPlausible(reading, name.text, start)
        ? [{ text: name.text, start, end: start + name.text.length }]
        : []
    })
  // "免贵姓李,李志远": the whole name, not the surname alone
  return found.find(name => name.text.length > 1) ?? found[0] ?? null
}

/** 阿依古丽·买买提 */
const DOTTED = /[·•]/

/** Parts of a piece between commas and blanks. */
function clauses(piece: Piece): Piece[] {
  return [...piece.text.matchAll(/[^,，、;；。:：\s~～]+/g)].map(match => ({
    text: match[0],
    start: piece.start + match.index,
    end: piece.start + match.index + match[0].length
  }))
}

/** "名字写错了,叫王芳", "姓名改成王芳": the name that a correction ends on. */
function correctedName(reading: Reading): Piece | null {
  const { message, words, isCorrection, asked } = reading
  if (!isCorrection) return null
  // "不是追风密室,是金马马场" while a name was asked for
  const other = given(reading.frame, 'respondent.name')?.name
  const isMine = words.heard('name.mine', message.plain)
  if (other && message.text.includes(other) && !isMine) return null
  if (asked !== 'requester.name' && !isMine) return null
  const name = capturedFrom(reading, fieldAt(reading, 'name.mine'), 'name.corrected')
  return name && mayBeName(words, name.text) ? name : null
}

function readName(reading: Reading): void {
  const { frame, asked, words, message, isCorrection } = reading
  const isAnswer = asked === 'requester.name' || asked === 'requester.phone'
  if (isAnonymous(frame) && !isAnswer) return
  // "对方名字改成追风密室", "地址改成七星街口"
  if (isCorrection && OTHERS.some(id => words.heard(id, message.plain)) && !words.heard('name.mine', message.plain))
    return
  const person = entitiesOf(reading, 'person').find(entity => {
    const { name, role } = entity.value
    if (!mayBeName(words, name) || words.heard('correction.word', name)) return false
    if (role && asked !== 'respondent.name') return words.heard('role.self', role)
    const lead = asked === 'respondent.name' ? 'self.surely' : 'self.before'
    return isAnswer || words.heard(lead, message.text.slice(Math.max(0, entity.start - 8), entity.start))
  })
  const corrected = correctedName(reading)
  const bare = corrected ?? (isAnswer ? bareName(reading) : null)
  const isWhole =
    person && !(bare && bare.text.length > person.value.name.length && bare.text.startsWith(person.value.name))
  const found =
    person && isWhole && !corrected
      ? { text: person.value.name, start: person.start, end: person.end, confidence: person.confidence }
      : (bare ??
        besidePhone(reading) ??
        (asked === 'respondent.name' && entitiesOf(reading, 'phone').length === 0 ? null : surnameSaid(reading)))
  if (!found || found.text.length > MAX_NAME) return
  const text = withoutParticle(found.text, words)
  if (reading.isCorrection || isAnswer) reading.touched.add('requester.name')
  // "免贵姓李", "李志远" in one burst: the surname first, then all of it
  const known = given(frame, 'requester.name')
  const isFuller = known?.length === 1 && text.length > 1 && text.startsWith(known)
  if (mayFill(reading, 'requester.name') || isFuller) setValue(frame, 'requester.name', text, originOf(reading, found))
}

/** What a correction may speak of besides one's own name. */
const OTHERS = ['respondent.mine', 'field.place', 'field.occurredAt', 'field.contract.orderNo', 'amount.named']

/** "陈晨吧" */
function withoutParticle(name: string, words: Words): string {
  const particle = words.match('tail.name', name)
  return particle && particle.index >= 2 ? name.slice(0, particle.index) : name
}

export function readRequester(reading: Reading): void {
  readWishes(reading)
  readPhone(reading)
  if (reading.asked === 'requester.phone') readForeign(reading)
  readName(reading)
  if (isAnonymous(reading.frame)) {
    // going anonymous takes back what was given
    delete reading.frame.slots['requester.name']
    delete reading.frame.slots['requester.phone']
  }
}
