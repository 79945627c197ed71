// The fields of ours that a profile may name, read off the contract's own schemas.
import { z } from 'zod'
import {
  evaluationSchema,
  receiptSchema,
  statusEventSchema,
  supplementSchema,
  urgeSchema,
  withdrawalSchema
} from '../contract/index.ts'
import { workOrderShape } from '../contract/work-order-shape.ts'

export interface OurField {
  /** All values that it can have, where they are counted. */
  codes?: readonly string[]
  isRequired: boolean
}
export type OurFields = ReadonlyMap<string, OurField>

function inner(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? inner(schema.unwrap() as z.ZodType)
    : schema
}

function* fieldsOf(schema: z.ZodObject, prefix = ''): Generator<[string, OurField]> {
  for (const [name, given] of Object.entries(schema.shape)) {
    const field = inner(given as z.ZodType)
    const path = prefix + name
    const isRequired = !(given instanceof z.ZodOptional) && prefix === ''
    if (field instanceof z.ZodEnum) yield [path, { codes: field.options.map(String), isRequired }]
    else if (field instanceof z.ZodBoolean) yield [path, { codes: ['true', 'false'], isRequired }]
    else yield [path, { isRequired }]
    if (field instanceof z.ZodObject) yield* fieldsOf(field, `${path}.`)
    if (field instanceof z.ZodArray && inner(field.element as z.ZodType) instanceof z.ZodObject) {
      yield* fieldsOf(inner(field.element as z.ZodType) as z.ZodObject, `${path}.0.`)
    }
  }
}

const free = (...names: string[]): [string, OurField][] => names.map(name => [name, { isRequired: false }])
const follow = free('workOrderNo', 'key')

/** What the request of each operation may name. */
export const REQUEST_FIELDS: Readonly<Record<string, OurFields>> = {
  create: new Map([...fieldsOf(workOrderShape), ...free('key')]),
  findByTicketNo: new Map(free('ticketNo')),
  getWorkOrder: new Map(free('workOrderNo')),
  listChanges: new Map(free('after', 'limit')),
  supplement: new Map([...fieldsOf(supplementSchema), ...follow]),
  urge: new Map([...fieldsOf(urgeSchema), ...follow]),
  withdraw: new Map([...fieldsOf(withdrawalSchema), ...follow]),
  evaluate: new Map([...fieldsOf(evaluationSchema), ...follow])
}

export const RECEIPT_FIELDS: OurFields = new Map(fieldsOf(receiptSchema))
export const EVENT_FIELDS: OurFields = new Map(fieldsOf(statusEventSchema))

/** A path into a list is known by its first entry. */
export const fieldAt = (fields: OurFields, path: string): OurField | undefined =>
  fields.get(path.replace(/\.\d+(?=\.|$)/g, '.0').replace(/\.0$/, '')) ?? fields.get(path.replace(/\.\d+\./g, '.0.'))

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

const FAR = 4

/** The known name that looks most like this one, for a hint; null where none does. */
export function nearest(name: string, known: Iterable<string>): string | null {
  const last = name.split('.').at(-1) ?? name
  const ranked = [...known]
    .map(candidate => ({
      candidate,
      far: Math.min(distance(name, candidate), distance(last, candidate.split('.').at(-1) ?? '') + 2)
    }))
    .sort((a, b) => a.far - b.far)
  return ranked[0] && ranked[0].far <= FAR ? ranked[0].candidate : null
}
