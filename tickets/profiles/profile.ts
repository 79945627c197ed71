// What a city's intake looks like on the wire, as data: a YAML file joins it without code.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { STATUSES } from '../contract/index.ts'

const plainPath = z.string().regex(/^[\w-]+(?:\.[\w-]+)*$/, 'is a path such as data.id')
/** What a code table holds on their side: texts, numbers or booleans. */
const code = z.union([z.string(), z.number(), z.boolean()])

/** One field of theirs: from a path of ours, or fixed; through a code table or as a date. */
const fieldSchema = z.strictObject({
  from: plainPath.optional(),
  value: code.optional(),
  /** Several of our fields in one text: "{title}:{content}". A blank that has no value leaves its line out. */
  text: z.string().optional(),
  table: z.string().optional(),
  as: z.enum(['text', 'number', 'date', 'json']).optional(),
  /** Where ours is missing; without it the field is left out. */
  default: code.optional()
})
export type FieldRule = z.infer<typeof fieldSchema>

const operationSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT']),
  /** With blanks, e.g. /tickets/{workOrderNo}; a query may follow. */
  path: z.string().startsWith('/'),
  /** Their path → what goes there. */
  request: z.record(plainPath, fieldSchema).default({}),
  /** Our path → where it stands in their answer. */
  response: z.record(plainPath, fieldSchema).default({}),
  /** Codes after which nothing more can be done and nothing is wrong, as our names: TOO_SOON, CLOSED, WITHDRAWN. */
  settled: z.record(z.string(), z.enum(['TOO_SOON', 'CLOSED', 'WITHDRAWN'])).default({})
})
export type Operation = z.infer<typeof operationSchema>

const listSchema = operationSchema.extend({
  /** Where the list stands in the answer, and its fields; our StatusEvent. */
  events: plainPath,
  event: z.record(plainPath, fieldSchema),
  cursor: fieldSchema
})

const signingSchema = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('native') }),
  z.strictObject({ scheme: z.literal('api-key'), header: z.string(), prefix: z.string().default('') }),
  z.strictObject({
    scheme: z.literal('hmac'),
    algorithm: z.enum(['HMAC-SHA256', 'HMAC-SM3']),
    /** Of {appId} {timestamp} {nonce} {method} {path} {body}, in the order in which they sign them; \n is a line end. */
    text: z.string(),
    encoding: z.enum(['hex', 'HEX', 'base64']).default('hex'),
    timestamp: z.enum(['seconds', 'milliseconds']).default('seconds'),
    headers: z.strictObject({ appId: z.string(), timestamp: z.string(), nonce: z.string(), signature: z.string() })
  })
])

const callbackSchema = z.strictObject({
  event: z.record(plainPath, fieldSchema),
  /** What they wait for once it is stored. */
  answer: z.strictObject({ status: z.number().int(), body: z.record(z.string(), code).optional() })
})

const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  description: z.string(),
  body: z.enum(['json', 'form']),
  signing: signingSchema,
  /** How a repeated filing is known: a header or a field of theirs (request has it already). */
  idempotencyHeader: z.string().optional(),
  /** `iso`, or a pattern of yyyy MM dd HH mm ss in the city's time. */
  dateFormat: z.string().default('iso'),
  envelope: z
    .strictObject({
      /** Where the answer says whether it went well, and with which value. */
      success: z.strictObject({ path: plainPath, equals: code }).optional(),
      code: plainPath.optional(),
      /** Codes by what they mean; whatever is in none of them was refused. */
      notFound: z.array(code).default([]),
      busy: z.array(code).default([]),
      unauthorised: z.array(code).default([])
    })
    .default({ notFound: [], busy: [], unauthorised: [] }),
  /** Ours → theirs; read backwards in answers. */
  tables: z.record(z.string(), z.record(z.string(), code)),
  operations: z.strictObject({
    create: operationSchema,
    findByTicketNo: operationSchema,
    listChanges: listSchema.optional(),
    supplement: operationSchema.optional(),
    urge: operationSchema.optional(),
    withdraw: operationSchema.optional(),
    evaluate: operationSchema.optional()
  }),
  callback: callbackSchema.optional()
})
export type Profile = z.infer<typeof profileSchema>

const FOLDER = path.join('tickets', 'profiles')

/** The profile's file by its name, or a file of the city's own. */
function fileOf(nameOrFile: string): string {
  const shipped = path.join(projectRoot, FOLDER, `${nameOrFile}.yaml`)
  if (/^[a-z][a-z0-9-]*$/.test(nameOrFile)) return shipped
  return path.resolve(projectRoot, nameOrFile)
}

export function shippedProfiles(): string[] {
  return readdirSync(path.join(projectRoot, FOLDER))
    .filter(file => file.endsWith('.yaml'))
    .map(file => file.slice(0, -'.yaml'.length))
    .sort()
}

function* tableFaults(profile: Profile): Generator<{ at: (string | number)[]; message: string }> {
  const seen: [(string | number)[], Record<string, FieldRule>][] = []
  for (const [name, operation] of Object.entries(profile.operations)) {
    if (!operation) continue
    seen.push(
      [['operations', name, 'request'], operation.request],
      [['operations', name, 'response'], operation.response]
    )
    if ('event' in operation) seen.push([['operations', name, 'event'], operation.event])
  }
  if (profile.callback) seen.push([['callback', 'event'], profile.callback.event])
  for (const [at, rules] of seen) {
    for (const [field, { table, from, value, text }] of Object.entries(rules)) {
      if (table !== undefined && !profile.tables[table]) {
        yield { at: [...at, field, 'table'], message: `there is no table ${table}` }
      }
      if ([from, value, text].filter(given => given !== undefined).length !== 1) {
        yield { at: [...at, field], message: 'takes one of from, value and text' }
      }
    }
  }
  const statuses = Object.keys(profile.tables.status ?? {})
  for (const status of statuses) {
    if (!(STATUSES as readonly string[]).includes(status))
      yield { at: ['tables', 'status', status], message: 'is no status of ours' }
  }
  if (!profile.operations.listChanges && !profile.callback) {
    yield { at: ['operations'], message: 'neither listChanges nor callback: no status would ever come back' }
  }
}

/** All that is wrong with a profile's text, each with its line; [] where it is right. */
export function profileFaults(text: string): { profile: Profile | null; faults: string[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    return { profile: null, faults: document.errors.map(({ message }) => message.split('\n')[0] ?? '') }
  }
  const lineOf = (at: readonly PropertyKey[]): number => {
    for (let length = at.length; length > 0; length--) {
      const node = document.getIn(at.slice(0, length), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const told = (at: readonly PropertyKey[], message: string) =>
    `line ${lineOf(at)}: ${at.join('.') || 'file'} ${message}`
  const parsed = profileSchema.safeParse(document.toJS())
  if (!parsed.success) {
    return { profile: null, faults: parsed.error.issues.map(({ path: at, message }) => told(at, message)) }
  }
  const faults = [...tableFaults(parsed.data)].map(({ at, message }) => told(at, message))
  return { profile: faults.length === 0 ? parsed.data : null, faults }
}

/** Throws CONFIG_INVALID, whose detail names file, line and field. */
export function loadProfile(nameOrFile: string): Profile {
  const file = fileOf(nameOrFile)
  if (!existsSync(file)) {
    const known = shippedProfiles().join(', ')
    throw new AppError('CONFIG_INVALID', { detail: `no such profile; shipped are ${known}` })
  }
  const { profile, faults } = profileFaults(readFileSync(file, 'utf8'))
  if (!profile) throw new AppError('CONFIG_INVALID', { detail: `${path.basename(file)}: ${faults.join(' | ')}` })
  return profile
}
