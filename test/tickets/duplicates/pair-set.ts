// The hand-made pairs of test/tickets/duplicates/pairs (see its README.md): tickets as they are filed, judged by hand.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../../core/paths.ts'
import type { WorkOrder } from '../../../tickets/index.ts'

export const JUDGEMENTS = ['repeat', 'linked', 'group', 'different'] as const
export type Judgement = (typeof JUDGEMENTS)[number]
export type Half = 'tune' | 'measure'

/** What is compared of a ticket, as filed. */
export type PairTicket = Pick<WorkOrder, 'kind' | 'categoryCode' | 'content' | 'regionCode'> & Partial<WorkOrder>

export interface JudgedPair {
  /** File and title of the case, and the two tickets' letters. */
  name: string
  one: PairTicket
  other: PairTicket
  isSamePerson: boolean
  judgement: Judgement
}

export interface PairCase {
  name: string
  tickets: { letter: string; ticket: PairTicket }[]
}

const detailsSchema = z.strictObject({
  person: z.string().optional(),
  plateNo: z.string().optional(),
  orderNo: z.string().optional(),
  amount: z.number().optional(),
  region: z.string().optional()
})
const rowSchema = z.tuple([
  z.string(),
  z.string(),
  z.enum(['report', 'complaint', 'inquiry', 'assistance', 'suggestion']),
  z.string().regex(/^WL\d{6}$/),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  detailsSchema,
  z.string()
])
const pairsSchema = z.array(z.string().regex(/^[a-z]-[a-z]$/)).default([])
const caseSchema = z.strictObject({
  case: z.string(),
  tickets: z.array(rowSchema),
  repeat: pairsSchema,
  linked: pairsSchema,
  group: pairsSchema,
  different: pairsSchema
})
type Row = z.infer<typeof rowSchema>

/** What the dialogs write where nothing was said (dialogs/replies: value.*.unknown). */
const UNKNOWN = { respondent: '名称不详', place: '地点不详', time: '时间不详' }
/** Hours of a part of the day, as nlu/ reads them. */
const PARTS: Record<string, [number, number]> = {
  凌晨: [0, 6],
  上午: [6, 12],
  中午: [11, 14],
  下午: [12, 18],
  晚上: [18, 24]
}
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const midnight = (day: string) => Date.parse(`2026-${day}T00:00:00+08:00`)
const iso = (ms: number) => new Date(ms).toISOString()
const span = (text: string, from: number, to: number, precision: 'day'): NonNullable<WorkOrder['occurredAt']> => ({
  text,
  start: iso(from),
  end: iso(to),
  precision
})

/** `11-21`, `11-21 晚上`, `11-21 21h`, `11-21 19:30`, `11-08..11-10`, `11月`; null: the five years that stand for a time nobody knows. */
function timeOf(text: string | null): NonNullable<WorkOrder['occurredAt']> {
  if (text === null) return { ...span(UNKNOWN.time, midnight('11-23') - 365 * DAY_MS, midnight('11-24'), 'day') }
  const [day = '', rest = ''] = text.split(' ')
  const month = /^(\d+)月$/.exec(day)?.[1]
  if (month) return span(text, midnight(`${month}-01`), midnight(`${month}-28`), 'day')
  const [first = '', last] = day.split('..')
  const start = midnight(first)
  if (last) return span(text, start, midnight(last) + DAY_MS, 'day')
  const part = PARTS[rest]
  if (part) return span(text, start + part[0] * HOUR_MS, start + part[1] * HOUR_MS, 'day')
  const [, hour, minute] = /^(\d+)(?:h|:(\d\d))$/.exec(rest) ?? []
  if (!hour) return span(text, start, start + DAY_MS, 'day')
  const from = start + Number(hour) * HOUR_MS + Number(minute ?? 0) * 60_000
  return span(text, from, from + (minute ? 60_000 : HOUR_MS), 'day')
}

function ticketOf([, , kind, categoryCode, respondent, place, when, details, content]: Row): PairTicket {
  const { person, plateNo, orderNo, amount, region } = details
  const isDispute = kind === 'report' || kind === 'complaint'
  const name = respondent ?? (isDispute ? UNKNOWN.respondent : null)
  const where = place ?? (isDispute ? UNKNOWN.place : null)
  return {
    kind,
    categoryCode,
    content,
    regionCode: region ?? '530702',
    ...(name !== null && {
      respondent: { name, kind: 'other', ...(person && { person }), ...(plateNo && { plateNo }) }
    }),
    ...(where !== null && { place: { text: where } }),
    ...((when !== null || isDispute) && { occurredAt: timeOf(when) }),
    ...(orderNo && { contract: { orderNo } }),
    ...(amount !== undefined && { amountInvolved: amount })
  }
}

function casesOf(half: Half): { name: string; entry: z.infer<typeof caseSchema> }[] {
  const folder = path.join(projectRoot, 'test', 'tickets', 'duplicates', 'pairs', half)
  return readdirSync(folder)
    .sort()
    .flatMap(file =>
      caseSchema
        .array()
        .parse(parse(readFileSync(path.join(folder, file), 'utf8')))
        .map(entry => ({ name: `${half}/${file.replace('.yaml', '')}: ${entry.case}`, entry }))
    )
}

export function pairCases(half: Half): PairCase[] {
  return casesOf(half).map(({ name, entry }) => ({
    name,
    tickets: entry.tickets.map(row => ({ letter: row[0], ticket: ticketOf(row) }))
  }))
}

export function judgedPairs(half: Half): JudgedPair[] {
  return casesOf(half).flatMap(({ name, entry }) =>
    JUDGEMENTS.flatMap(judgement =>
      entry[judgement].map(pair => {
        const [one, other] = pair.split('-').map(letter => entry.tickets.find(row => row[0] === letter))
        if (!one || !other || one === other) throw new Error(`${name}: no such pair ${pair}`)
        return {
          name: `${name} ${pair}`,
          one: ticketOf(one),
          other: ticketOf(other),
          isSamePerson: one[1] === other[1],
          judgement
        }
      })
    )
  )
}
