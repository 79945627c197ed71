// How the random citizen puts a fact: bare, in a sentence, as a correction.
import type { CitizenKind, Facts } from './facts.ts'
import { ENDINGS, FILLERS, STORIES } from './material.ts'
import type { Random } from './random.ts'

const wide = (text: string) => text.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

/** Hesitation, stray blanks, full-width digits, missing or doubled punctuation. */
export function noisy(text: string, random: Random): string {
  let said = text
  if (random.chance(0.15)) said = `${random.pick(FILLERS)}${said}`
  if (random.chance(0.25)) said = `${said}${random.pick(ENDINGS)}`
  if (random.chance(0.06)) said = wide(said)
  if (random.chance(0.06)) said = ` ${said.replaceAll('，', ' ')} `
  return said
}

/** 138 0001 2345, as many write a number. */
export const gapped = (phone: string): string => `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`

const DIGITS = '零一二三四五六七八九'

/** 三千八百八十八, as a sum is said aloud; up to 9,999. */
export function spoken(amount: number): string {
  const digits = [...String(amount)].map(Number)
  const units = ['千', '百', '十', ''].slice(-digits.length)
  const said = digits.map((digit, at) => (digit === 0 ? '零' : `${DIGITS[digit]}${units[at]}`)).join('')
  return said.replace(/零+/g, '零').replace(/零$/, '')
}

function contact({ name, phone }: Facts, random: Random): string {
  return phone && name ? random.pick([`${name}，${phone}`, `我叫${name}，电话${phone}`, `${phone}${name}`]) : ''
}

/** Who, when and where, in one of the orders that they are told in; any of them may be left out. */
function scene(who: string, when: string, where: string, random: Random): string {
  if (who === '') return `${when}${where}`
  return random.pick([
    `${when}${where}的${who}`.replace(/^的/, ''),
    `${who}，${when}${where}`,
    `${when}我去${who}${where === '' ? '' : `，${where}`}`
  ])
}

/** Filled in like a form, a line for each fact. */
function form({ kind, respondent, place, time, amount, name, phone }: Facts, story: string): string {
  const rows = [
    name && `姓名：${name}`,
    phone && `电话：${phone}`,
    respondent && `商家：${respondent}`,
    time && `时间：${time}`,
    place && `地点：${place}`,
    `事情：${story}`,
    kind === 'complaint' && `要求：退款${amount}元`
  ]
  return rows.filter(row => row).join('\n')
}

/** The first message: a story with any of the facts in it, in any order. */
export function opening(facts: Facts, random: Random): string {
  const { kind, respondent, place, time, amount } = facts
  const story = random.pick(STORIES[kind])
  if (kind === 'suggestion') return story
  if (kind === 'assistance') return random.chance(0.5) && place ? `${story}，在${place}` : story
  if (random.chance(0.04)) return form(facts, story)
  // asked for at the start, the matter itself comes later
  if (random.chance(0.12)) return kind === 'report' ? '我要举报' : '我要投诉'
  const where = random.chance(0.45) && place ? `在${place}` : ''
  const who = random.chance(0.6) && respondent ? respondent : ''
  const when = random.chance(0.5) && time ? time : ''
  const wanted = kind === 'complaint' && random.chance(0.5) ? `要求退${amount}元` : ''
  const who2 = facts.isAnonymous
    ? random.chance(0.2)
      ? random.pick(['我要匿名', '别写我名字，匿名举报', '我不留名'])
      : ''
    : random.chance(0.2)
      ? contact(facts, random)
      : ''
  const joined = (parts: readonly string[]) => parts.filter(part => part !== '').join('，')
  // who writes, or what is wanted, comes first; or the matter before where and when it was
  if (random.chance(0.1)) return joined([who2, story, wanted, scene(who, when, where, random)])
  if (random.chance(0.1)) return joined([story, who && `就是${who}`, when && `${when}的事`, where, wanted, who2])
  if (random.chance(0.06)) return joined([wanted && `我${wanted}`, scene(who, when, where, random), story, who2])
  const head = scene(who, when, where, random)
  return `${head === '' ? '' : `${head}${random.pick(['，', '', ' '])}`}${joined([story, wanted, who2])}`
}

export type Correctable = 'time' | 'amount' | 'phone' | 'name' | 'place' | 'respondent'

export function correction(what: Correctable, old: string, now: string, random: Random): string {
  switch (what) {
    case 'time':
      return random.pick([
        `刚才时间说得不对，${now}才对`,
        `时间错了，应该是${now}`,
        `不是${old}，是${now}`,
        `我记错了，是${now}`,
        `时间改成${now}`
      ])
    case 'amount':
      return random.pick([
        `金额改成${now}`,
        `不是${old}，是${now}元`,
        `写错了，应该退${now}元`,
        `金额改999……算了还是${now}`
      ])
    case 'phone':
      return random.pick([`电话写错了，是${now}`, `手机号应该是${now}`, `号码不对，${now}才对`])
    case 'name':
      return random.pick([`名字写错了，叫${now}`, `我叫${now}，不叫${old}`, `姓名改成${now}`])
    case 'place':
      return random.pick([
        `我把地方说错了，应该是${now}`,
        `地点不对，是在${now}`,
        `不是在${old}，是${now}`,
        `地址改成${now}`
      ])
    case 'respondent':
      return random.pick([
        `不是${old}，是${now}`,
        `不是${old}是${now}`,
        `${old}改成${now}`,
        `店名错了，应该叫${now}`,
        `对方名字改成${now}`
      ])
  }
}

/** A fact said before it is asked for. */
export function ahead(facts: Facts, filled: readonly string[], random: Random): string | null {
  const { kind, respondent, place, time, amount, name, phone } = facts
  const isDispute = kind === 'report' || kind === 'complaint'
  const untold = [
    isDispute && respondent && !filled.includes('respondent.name') && `是${respondent}`,
    isDispute && time && !filled.includes('occurredAt') && `${time}的事`,
    isDispute && place && !filled.includes('place') && `在${place}`,
    kind === 'complaint' && !filled.includes('claims') && `我要他们退${amount}元`,
    name && phone && !filled.includes('requester.phone') && `我叫${name}，电话${phone}`
  ].filter(said => said !== false && said !== null)
  return untold.length === 0 ? null : random.pick(untold)
}

export const detail = (kind: CitizenKind, random: Random): string => random.pick(STORIES[kind])
