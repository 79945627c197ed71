// Extractors on the hand-written suites: ours beside the libraries of the field, by exact values and time. Where a library
// offers several readings, any of them that is right counts as right.
import { areaList } from '@vant/area-data'
import type { Entity, Understand } from '../../../nlu/index.ts'
import { percentile } from '../load.ts'
import {
  boundsOf,
  isDuration,
  isMoney,
  isPhone,
  isRegion,
  isTime,
  type SuiteLine,
  secondsOf,
  suiteLines
} from './suite-values.ts'

export interface ExtractorRow {
  suite: string
  name: string
  wanted: number
  recall: number
  precision: number
  medianMs: number
  /** One letter of 1,200 characters. */
  letterMs: number
}

/** What one reader found in a text, each able to say whether it is a wanted value. */
type Read = (text: string) => { is(wanted: string): boolean }[]

const LETTER_LENGTH = 1200
const REFERENCE = [2026, 10, 23, 10] as const
const MINUTE = 60_000
const DAY = 1440 * MINUTE

interface Resolution {
  resolution: { values?: Record<string, string>[]; value?: string; unit?: string } | null
}
interface Recognizers {
  recognizeDateTime(text: string, culture: string, options: number, reference: Date): Resolution[]
  recognizeCurrency(text: string, culture: string): Resolution[]
  recognizePhoneNumber(text: string, culture: string): { text: string }[]
}
interface ChronoDate {
  get(part: string): number
  isCertain(part: string): boolean
}
interface Chrono {
  zh: { hans: { parse(text: string, at: Date): { start: ChronoDate; end: ChronoDate | null }[] } }
}
interface PhoneFinder {
  findPhoneNumbersInText(
    text: string,
    options: object
  ): { number: { formatNational(): string; number: string; ext?: string } }[]
}
type AddressParse = (text: string) => { province: string; city: string; area: string }

const ours =
  (understand: Understand, type: Entity['type'], is: (entity: never, wanted: string) => boolean): Read =>
  text =>
    understand(text, { now: new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480, regionCode: '530700' })
      .entities.filter(entity => entity.type === type)
      .map(entity => ({ is: wanted => is(entity as never, wanted) }))

const utc = (local: string) => Date.parse(`${local.replace(' ', 'T')}${local.length > 10 ? 'Z' : 'T00:00:00Z'}`)

/** Date, datetime, and their ranges. A clock time has no end of its own there: its start counts. */
function recognizedTime(values: readonly Record<string, string>[], wanted: string): boolean {
  const [start, end] = boundsOf(wanted)
  return values.some(value => {
    if (value.start && value.end) return utc(value.start) === start && utc(value.end) === end
    if (!value.value) return false
    const at = utc(value.value)
    return value.type === 'date' ? at === start && end === start + DAY : at === start && end - start <= 60 * MINUTE
  })
}

const instantOf = (date: ChronoDate) =>
  Date.UTC(date.get('year'), date.get('month') - 1, date.get('day'), date.get('hour') ?? 0, date.get('minute') ?? 0)

function chronoTime(start: ChronoDate, end: ChronoDate | null, wanted: string): boolean {
  const [from, to] = boundsOf(wanted)
  if (start.isCertain('hour')) {
    const isStart = instantOf(start) === from
    return end ? isStart && instantOf(end) === to : isStart && to - from <= 60 * MINUTE
  }
  const day = (date: ChronoDate) => Date.UTC(date.get('year'), date.get('month') - 1, date.get('day'))
  return day(start) === from && (end ? day(end) : day(start)) + DAY === to
}

function nameOf(code: string): string | undefined {
  return areaList.county_list[code] ?? areaList.city_list[code] ?? areaList.province_list[code]
}

function readersOf(rivals: NodeJS.Require, understand: Understand): { suite: string; name: string; read: Read }[] {
  const recognizers = rivals('@microsoft/recognizers-text-suite') as Recognizers
  const chrono = rivals('chrono-node') as Chrono
  const phones = rivals('libphonenumber-js') as PhoneFinder
  const address = rivals('zh-address-parse') as AddressParse | { default: AddressParse }
  const parseAddress = typeof address === 'function' ? address : address.default
  const at = () => new Date(...REFERENCE)
  const dates = (text: string) => recognizers.recognizeDateTime(text, 'zh-cn', 0, at())
  const digits = (text: string) => text.replace(/[^\d+]/g, '')
  return [
    { suite: 'times.txt', name: 'ours', read: ours(understand, 'time', isTime) },
    {
      suite: 'times.txt',
      name: 'recognizers-text 1.3.1',
      read: text => dates(text).map(({ resolution }) => ({ is: w => recognizedTime(resolution?.values ?? [], w) }))
    },
    {
      suite: 'times.txt',
      name: 'chrono-node 2.10.3 (zh.hans)',
      read: text => chrono.zh.hans.parse(text, at()).map(({ start, end }) => ({ is: w => chronoTime(start, end, w) }))
    },
    { suite: 'durations.txt', name: 'ours', read: ours(understand, 'duration', isDuration) },
    {
      suite: 'durations.txt',
      name: 'recognizers-text 1.3.1',
      read: text =>
        dates(text).flatMap(({ resolution }) =>
          (resolution?.values ?? [])
            .filter(({ type }) => type === 'duration')
            .slice(0, 1)
            .map(({ value }) => ({ is: (w: string) => Number(value) === secondsOf(w) }))
        )
    },
    { suite: 'amounts.txt', name: 'ours', read: ours(understand, 'money', isMoney) },
    {
      suite: 'amounts.txt',
      name: 'recognizers-text 1.3.1',
      read: text =>
        recognizers
          .recognizeCurrency(text, 'zh-cn')
          .filter(
            ({ resolution }) =>
              /元|人民币|yuan|cny/i.test(resolution?.unit ?? '') && !/[美港日欧]/.test(resolution?.unit ?? '')
          )
          .map(({ resolution }) => ({
            is: w => Math.abs(Number(resolution?.value) - Number(w.replace('~', ''))) < 0.005
          }))
    },
    { suite: 'phones.txt', name: 'ours', read: ours(understand, 'phone', isPhone) },
    {
      suite: 'phones.txt',
      name: 'recognizers-text 1.3.1',
      read: text =>
        recognizers
          .recognizePhoneNumber(text, 'zh-cn')
          .map(({ text: found }) => ({ is: w => digits(found).replace(/^(?:\+|00)?86/, '') === digits(w) }))
    },
    {
      suite: 'phones.txt',
      name: 'libphonenumber-js 1.13.16',
      read: text =>
        phones.findPhoneNumbersInText(text, { defaultCountry: 'CN', v2: true }).map(({ number }) => ({
          is: w => digits(number.formatNational()) + (number.ext ?? '') === digits(w) || number.number === w
        }))
    },
    { suite: 'regions.txt', name: 'ours', read: ours(understand, 'place', isRegion) },
    {
      suite: 'regions.txt',
      name: 'zh-address-parse 1.3.16',
      read: text => {
        const { province, city, area } = parseAddress(text)
        const finest = area || city || province
        return finest ? [{ is: w => w.split(',').some(code => nameOf(code) === finest) }] : []
      }
    }
  ]
}

function score(lines: readonly SuiteLine[], read: Read) {
  const times: number[] = []
  let [wanted, found, right] = [0, 0, 0]
  for (const line of lines) {
    const beganMs = performance.now()
    const pool = read(line.text)
    times.push(performance.now() - beganMs)
    wanted += line.wanted.length
    found += pool.length
    for (const value of line.wanted) {
      const hit = pool.findIndex(one => one.is(value))
      if (hit < 0) continue
      pool.splice(hit, 1)
      right++
    }
  }
  return { wanted, recall: right / wanted, precision: found > 0 ? right / found : 0, medianMs: percentile(times, 0.5) }
}

/** One row for each suite and reader. Our times are those of the whole understanding, not of one extractor. */
export function compareExtractors(rivals: NodeJS.Require, understand: Understand): ExtractorRow[] {
  return readersOf(rivals, understand).map(({ suite, name, read }) => {
    const lines = suiteLines(suite)
    const letter = lines
      .map(({ text }) => text)
      .join(',')
      .slice(0, LETTER_LENGTH)
    for (const { text } of lines.slice(0, 20)) read(text)
    const letters = [0, 1, 2].map(() => {
      const beganMs = performance.now()
      read(letter)
      return performance.now() - beganMs
    })
    return { suite, name, ...score(lines, read), letterMs: percentile(letters, 0.5) }
  })
}
