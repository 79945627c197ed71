// What a city's intake looks like on the wire, as data: a YAML file joins it without code.
import { z } from 'zod'

/** A path such as data.id; a part may be a number, for one entry of a list. */
const plainPath = z.string().regex(/^[\w-]+(?:\.[\w-]+)*$/, 'must be a path such as data.id')
/** `*`: everything as it is. */
const pathOrAll = z.string().regex(/^(?:\*|[\w-]+(?:\.[\w-]+)*)$/, 'must be a path such as data.id, or *')
/** What a code table holds on their side: texts, numbers or booleans. */
const code = z.union([z.string(), z.number(), z.boolean()])

const scalarFieldSchema = z.strictObject({
  from: pathOrAll.optional(),
  value: code.optional(),
  /** Several fields in one text: "{title}:{content}". A blank that has no value leaves its line out. */
  text: z.string().optional(),
  table: z.string().optional(),
  /** `seconds`: a date of theirs as seconds since 1970, for those who number nothing. */
  as: z.enum(['text', 'number', 'date', 'json', 'seconds']).optional(),
  /** Where the field is missing; without it it is left out. */
  default: code.optional()
})

/** One field: from a path of the other side, or fixed; through a code table, as a date, or for each entry of a list. */
const fieldSchema = scalarFieldSchema.extend({ each: z.record(plainPath, scalarFieldSchema).optional() })
export type FieldRule = z.infer<typeof fieldSchema>

const AS_IS = { '*': { from: '*' } }
/** Where it goes → where it comes from; the word `as-is` for all as it is. */
const rulesSchema = z.preprocess(value => (value === 'as-is' ? AS_IS : value), z.record(pathOrAll, fieldSchema))
export type Rules = z.infer<typeof rulesSchema>

const SETTLED = ['TOO_SOON', 'CLOSED', 'WITHDRAWN'] as const

const operationSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT']),
  /** With blanks, e.g. /tickets/{workOrderNo}; a query may follow. */
  path: z.string().startsWith('/', 'must start with /'),
  /** Their path → what goes there. */
  request: rulesSchema.default({}),
  /** Our path → where it stands in their answer. */
  response: rulesSchema.default({}),
  /** Codes after which nothing more can be done and nothing is wrong, as our names: TOO_SOON, CLOSED, WITHDRAWN. */
  settled: z.record(z.string(), z.enum(SETTLED)).default({})
})
export type Operation = z.infer<typeof operationSchema>

const createSchema = operationSchema.extend({
  /** Codes that say: this was filed before. Then its receipt is asked for. */
  already: z.array(code).default([])
})

const listSchema = operationSchema.extend({
  /** Where the list stands in the answer, and its fields; our StatusEvent. */
  events: plainPath,
  event: rulesSchema,
  cursor: fieldSchema
})

const hmacSchema = z.strictObject({
  scheme: z.literal('hmac'),
  algorithm: z.enum(['HMAC-SHA256', 'HMAC-SM3']),
  /**
   * Of {appId} {timestamp} {nonce} {method} {path} {body} {bodyHash}, in the order in which they sign them; \n is a line
   * end, {bodyHash} the lower-case hex digest of the raw body by the same hash.
   */
  text: z.string(),
  encoding: z.enum(['hex', 'HEX', 'base64']).default('hex'),
  timestamp: z.enum(['seconds', 'milliseconds']).default('seconds'),
  headers: z.strictObject({
    appId: z.string().optional(),
    timestamp: z.string(),
    nonce: z.string().optional(),
    signature: z.string()
  })
})
export type HmacSigning = z.infer<typeof hmacSchema>

const signingSchema = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('native') }),
  z.strictObject({ scheme: z.literal('api-key'), header: z.string(), prefix: z.string().default('') }),
  z.strictObject({ scheme: z.literal('token'), in: z.enum(['query', 'field']), name: z.string().regex(/^[\w-]+$/) }),
  hmacSchema
])
export type Signing = z.infer<typeof signingSchema>

const bodySchema = z.enum(['json', 'form'])
const answerSchema = z.strictObject({ status: z.int().min(200).max(599), body: z.record(z.string(), code).optional() })

const callbackSchema = z.strictObject({
  /** Where they call us, below PUBLIC_URL. */
  path: z
    .string()
    .regex(/^\/intake\/[\w/-]+$/, 'must be below /intake/')
    .default('/intake/callback'),
  /** As requests are, where it is missing. */
  signing: signingSchema.optional(),
  body: bodySchema.optional(),
  /** Where the message stands in the body; a text there is read as JSON. */
  message: plainPath.optional(),
  /** Where a list of events stands in the message; without it the message is one event. */
  events: plainPath.optional(),
  event: rulesSchema,
  /** What they wait for, once it is stored and when it is not taken; without it 204 and problem documents. */
  answers: z
    .strictObject({
      stored: answerSchema.optional(),
      unauthorised: answerSchema.optional(),
      malformed: answerSchema.optional(),
      notFound: answerSchema.optional(),
      unknownStatus: answerSchema.optional(),
      conflict: answerSchema.optional()
    })
    .default({})
})
export type CallbackShape = z.infer<typeof callbackSchema>

const envelopeSchema = z.strictObject({
  /** Where the answer says whether it went well, and with which value. */
  success: z.strictObject({ path: plainPath, equals: code }).optional(),
  code: plainPath.optional(),
  /** Where a refusal names the field that is wrong: a name, or a list of names. */
  field: plainPath.optional(),
  /** Codes by what they mean; whatever is in none of them was refused. */
  notFound: z.array(code).default([]),
  busy: z.array(code).default([]),
  /** Codes after which nobody knows whether it was taken: it is asked about. */
  unsure: z.array(code).default([]),
  /** Where a busy answer says how many seconds to wait, where no Retry-After does. */
  retryAfter: plainPath.optional(),
  unauthorised: z.array(code).default([])
})

export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and -'),
  description: z.string(),
  body: bodySchema,
  signing: signingSchema,
  /** How a repeated filing is known: a header, or a field of theirs (request has it already). */
  idempotencyHeader: z.string().optional(),
  /** `iso`, or a pattern of yyyy MM dd HH mm ss in the city's time. */
  dateFormat: z.string().default('iso'),
  envelope: envelopeSchema.default({ notFound: [], busy: [], unsure: [], unauthorised: [] }),
  /** Ours → theirs; read backwards in answers. */
  tables: z.record(z.string(), z.record(z.string(), code)).default({}),
  operations: z.strictObject({
    create: createSchema,
    findByTicketNo: operationSchema,
    getWorkOrder: operationSchema.optional(),
    listChanges: listSchema.optional(),
    supplement: operationSchema.optional(),
    urge: operationSchema.optional(),
    withdraw: operationSchema.optional(),
    evaluate: operationSchema.optional()
  }),
  /** Where files go before the order; without it orders go without files. */
  attachments: z
    .strictObject({
      path: z.string().startsWith('/'),
      /** Names of the two parts of multipart/form-data, and where their id stands in the answer. */
      file: z.string().regex(/^[\w-]+$/),
      sha256: z.string().regex(/^[\w-]+$/),
      id: plainPath
    })
    .optional(),
  callback: callbackSchema.optional()
})
export type Profile = z.infer<typeof profileSchema>
