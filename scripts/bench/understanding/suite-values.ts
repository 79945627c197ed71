// The hand-written suites of test/nlu/entities/suites: their lines, and when a found value is the one that is wanted.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../core/errors.ts'
import { projectRoot } from '../../../core/paths.ts'
import type { EntityValues } from '../../../nlu/index.ts'

export interface SuiteLine {
  text: string
  /** Values as written; empty where none is wanted. */
  wanted: string[]
  /** `times.txt:12` */
  where: string
}

/** Lines of a suite: text, tab, values divided by " ; ", or "-" for none. */
export function suiteLines(name: string): SuiteLine[] {
  const file = path.join(projectRoot, 'test', 'nlu', 'entities', 'suites', name)
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '' || line.startsWith('#')) return []
      const [text = '', gold = ''] = line.split('\t')
      const where = `${name}:${i + 1}`
      if (gold === '') throw new AppError('NLU_DATA_INVALID', { detail: `${where} has no value` })
      return [{ text, wanted: gold.trim() === '-' ? [] : gold.split(' ; '), where }]
    })
}

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** A day, month, year, hour or minute of the citizens' clock as [start, end). */
function stretch(written: string): [number, number] {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?)?)?)?$/.exec(written)
  if (!parts) throw new AppError('NLU_DATA_INVALID', { detail: `no time: ${written}` })
  const [, year = '', month, day, hour, minute] = parts
  const at = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0))
  if (minute) return [at, at + MINUTE]
  if (hour) return [at, at + 60 * MINUTE]
  if (day) return [at, at + DAY]
  return [at, month ? Date.UTC(Number(year), Number(month), 1) : Date.UTC(Number(year) + 1, 0, 1)]
}

/** Local milliseconds of a wanted stretch of time, half-open. */
export function boundsOf(written: string): [number, number] {
  const [first = '', last] = written.split('..')
  if (last) return [stretch(first)[0], stretch(last)[1]]
  const [start = '', end] = written.split('/')
  return end ? [stretch(start)[0], stretch(end)[0]] : stretch(written)
}

/** Both bounds equal to the minute; offset +08:00. */
export function isTime({ value }: { value: EntityValues['time'] }, wanted: string): boolean {
  const [start, end] = boundsOf(wanted)
  const local = (iso: string) => Date.parse(iso) + 8 * 60 * MINUTE
  return local(value.start) === start && local(value.end) === end
}

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_536_000
}

export function secondsOf(written: string): number {
  return [...written.matchAll(/(\d+)(mo|[smhdwy])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * SECONDS[unit!]!, 0)
}

export function isDuration({ value }: { value: EntityValues['duration'] }, wanted: string): boolean {
  const [min = '', max] = wanted.split('-')
  return value.seconds === secondsOf(min) && (max ? value.maxSeconds === secondsOf(max) : true)
}

export function isMoney({ value }: { value: EntityValues['money'] }, wanted: string): boolean {
  const isAbout = wanted.endsWith('~')
  return (
    Math.abs(value.amount - Number(wanted.replace('~', ''))) < 0.005 &&
    (!isAbout || value.approx === true || value.max !== undefined)
  )
}

export function isMoneyRange({ value }: { value: EntityValues['money'] }, wanted: string): boolean {
  const [min, max] = wanted.split('-').map(Number)
  return value.amount === min && value.max === max
}

export function isPhone({ value }: { value: EntityValues['phone'] }, wanted: string): boolean {
  const plain = (digits: string | undefined) => (digits ?? '').replace('转', '-').replace(/[^\d+-]/g, '')
  return (
    plain(value.national) === wanted ||
    plain(value.e164) === wanted ||
    plain(value.national).replace(/-(?=.*-)|^(\d{3,4})-(?=\d{7})/g, '$1') === wanted
  )
}

export const isRegion = ({ value }: { value: EntityValues['place'] }, wanted: string): boolean =>
  wanted.split(',').includes(value.regionCode ?? '')

/** name|kind, any kind where it is `*`. */
export function isRespondent({ value }: { value: EntityValues['respondent'] }, wanted: string): boolean {
  const [name, kind] = wanted.split('|')
  return value.name === name && (kind === '*' || value.kind === kind)
}

/** The span overlaps and holds at least half of the words. */
export function isPlace({ value }: { value: EntityValues['place'] }, wanted: string): boolean {
  const [longer, shorter] = value.text.length > wanted.length ? [value.text, wanted] : [wanted, value.text]
  return longer.includes(shorter) && shorter.length * 2 >= longer.length
}
