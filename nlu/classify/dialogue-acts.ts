// Dialogue acts (对话行为): 好的, 不对, 跳过, 转人工 … said by a whole message or by one of its clauses.
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'
import { INTENTS, type Intent } from '../understanding.ts'

interface ActPattern {
  act: Intent
  pattern: RegExp
  where: string
}
export interface ActReading {
  /** What each clause says as a whole, in order; null for a clause that says something else. */
  clauses: (Intent | null)[]
  /** Acts hinted at anywhere in the text, without repetition. */
  cues: Intent[]
}

/** A longer clause is no bare act; also keeps the patterns cheap. */
const MAX_CLAUSE = 24
/** In a letter of this many units the hints mean nothing. */
const MAX_CUE_TEXT = 90
const CLAUSE_BREAK = /[,。!?;:~…、\n]+/
// ! and ? and blanks are kept out of the clauses; address words at the start are dropped
const ADDRESS = /^(?:那个?|哎呀?|唉|嗯+|哦|噢|喂|诶|欸|哈|呃|啊|老师|同志|师傅|小妹|姑娘|领导)+(?=.{2,})/

const patterns = lexiconTable(() => {
  const table: { whole: ActPattern[]; cue: ActPattern[]; anyWhole: RegExp } = { whole: [], cue: [], anyWhole: /^$/ }
  const wholes: string[] = []
  for (const line of lexiconLines('dialogue-acts.txt')) {
    const parts = /^(\w+)([=~]) (.*)$/.exec(line.text)
    const act = INTENTS.find(id => id === parts?.[1])
    if (!parts || !act) continue
    const whole = parts[2] === '='
    if (whole) wholes.push(parts[3]!)
    const pattern = new RegExp(whole ? `^(?:${parts[3]})$` : parts[3]!, 'i')
    table[whole ? 'whole' : 'cue'].push({ act, pattern, where: line.where })
  }
  // most clauses are no act: one look tells
  table.anyWhole = new RegExp(`^(?:${wholes.join('|')})$`, 'i')
  return table
})

function actOf(clause: string): Intent | null {
  return actPatternOf(clause)?.act ?? null
}

/** The line of the lexicon that a clause is said by as a whole, or null. */
export function actPatternOf(clause: string): { act: Intent; where: string } | null {
  if (clause.length > MAX_CLAUSE) return null
  const squeezed = clause.replaceAll(' ', '')
  for (const form of new Set([clause, squeezed, squeezed.replace(ADDRESS, '')])) {
    if (!patterns().anyWhole.test(form)) continue
    const found = patterns().whole.find(({ pattern }) => pattern.test(form))
    if (found) return found
  }
  return null
}

/** Without the marks and blanks that end it. */
export const withoutEnd = (text: string): string => text.trim().replace(/[,。!?;:~…、\s]+$/, '')

/** Reads the acts off a normalised text. */
export function readActs(text: string): ActReading {
  const trimmed = text.trim()
  const whole = actOf(withoutEnd(trimmed))
  const clauses = whole
    ? [whole]
    : trimmed
        .split(CLAUSE_BREAK)
        .map(clause => clause.trim())
        .filter(clause => clause !== '')
        .flatMap(clause => {
          const act = actOf(clause)
          return act || !clause.includes(' ') ? [act] : clause.split(' ').map(actOf)
        })
  const cues =
    trimmed.length > MAX_CUE_TEXT
      ? []
      : [
          ...new Set(
            patterns()
              .cue.filter(({ pattern }) => pattern.test(trimmed))
              .map(({ act }) => act)
          )
        ]
  return { clauses, cues }
}

/** Where a message says several acts, the one that decides what happens next. */
const PRECEDENCE: readonly Intent[] = [
  'agent',
  'withdraw',
  'restart',
  'cancel',
  'urge',
  'status',
  'supplement',
  'rate',
  'why',
  'repeat',
  'skip',
  'capability',
  'abuse',
  'correct',
  'unknown_answer',
  'deny',
  'thanks',
  'affirm',
  'bye',
  'greet'
]
/** Fields whose answer is yes or no (channelData.hotline.asks). */
const YES_NO = new Set(['confirm', 'consent', 'choice'])

/** The act that a message made of nothing but acts stands for; null where some clause says something else. */
export function pureAct(reading: ActReading, asks: string | null): Intent | null {
  if (reading.clauses.length === 0 || reading.clauses.includes(null)) return null
  const acts = new Set(reading.clauses.filter((act): act is Intent => act !== null))
  if (acts.has('thanks') && acts.has('bye')) return 'bye'
  if (acts.has('affirm') && acts.has('bye')) return 'bye'
  if (acts.has('affirm') && acts.has('thanks') && asks && YES_NO.has(asks)) return 'affirm'
  // 不用了,谢谢: the refusal counts
  return PRECEDENCE.find(act => acts.has(act)) ?? null
}
