import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../../core/paths.ts'
import {
  attachmentSchema,
  changesSchema,
  evaluationSchema,
  problemSchema,
  receiptSchema,
  statusEventSchema,
  statusSchema,
  supplementSchema,
  timeSpanSchema,
  uploadedSchema,
  urgeSchema,
  withdrawalSchema,
  workOrderSchema,
  workOrderShape,
  workOrderStateSchema
} from '../../../tickets/index.ts'
import { workOrder } from '../drafts.ts'
import { isValid, type JsonSchema, resolved } from './json-schema.ts'

const document = parse(readFileSync(path.join(projectRoot, 'tickets/contract/openapi.yaml'), 'utf8')) as JsonSchema
const at = (...keys: string[]): JsonSchema =>
  resolved(
    keys.reduce<unknown>((node, key) => (node as JsonSchema)[key], document),
    document
  )
const component = (name: string) => at('components', 'schemas', name)
const JSON_BODY = ['requestBody', 'content', 'application/json', 'schema']
const body = (what: string) => at('paths', `/work-orders/{workOrderNo}/${what}`, 'post', ...JSON_BODY)
const answer = (where: string, method: string, status: string) =>
  at('paths', where, method, 'responses', status, 'content', 'application/json', 'schema')

const pairs: [string, JsonSchema, z.ZodType][] = [
  ['Problem', component('Problem'), problemSchema],
  ['Status', component('Status'), statusSchema],
  ['Receipt', component('Receipt'), receiptSchema],
  ['StatusEvent', component('StatusEvent'), statusEventSchema],
  ['Attachment', component('Attachment'), attachmentSchema],
  ['TimeSpan', component('TimeSpan'), timeSpanSchema],
  ['WorkOrder', component('WorkOrder'), workOrderSchema],
  ['supplement', body('supplements'), supplementSchema],
  ['urge', body('urges'), urgeSchema],
  ['withdrawal', body('withdrawal'), withdrawalSchema],
  ['evaluation', body('evaluation'), evaluationSchema],
  ['changes', answer('/work-orders', 'get', '200'), changesSchema],
  ['state', answer('/work-orders/{workOrderNo}', 'get', '200'), workOrderStateSchema],
  ['uploaded', answer('/attachments', 'post', '201'), uploadedSchema]
]

/** What both ways of writing have in common: words away, keys sorted, zod's own limits of safe integers away. */
function plain(node: unknown, isProperties = false): unknown {
  if (Array.isArray(node)) return node.map(item => plain(item))
  if (typeof node !== 'object' || node === null) return node
  const schema = { ...node } as JsonSchema
  if (!isProperties) {
    for (const key of ['description', '$schema']) delete schema[key]
    if (schema.enum !== undefined) delete schema.type
    if (schema.format !== undefined) delete schema.pattern
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
    if (schema.additionalProperties !== false) delete schema.additionalProperties
    if (Array.isArray(schema.required)) schema.required = [...schema.required].sort()
  }
  return Object.fromEntries(
    Object.entries(schema)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ['required', 'enum'].includes(key) ? item : plain(item, key === 'properties')])
  )
}

/** Numbers from a seed (mulberry32), so that a failure comes again. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const ODD: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  0.005,
  3800.25,
  '',
  ' ',
  'a',
  '汉'.repeat(3),
  '𠮷'.repeat(4),
  '𠮷'.repeat(50),
  '字'.repeat(51),
  '字'.repeat(2001),
  [],
  {},
  ['none'],
  [{}],
  '2026-02-30T00:00:00Z',
  '2026-11-23T10:00:00',
  '2026-11-23T10:00Z',
  '2026-11-23T10:00:00.5+08:00',
  '2026-11-23',
  'report',
  'WL200204',
  '13800001234',
  '0888-5123456',
  '+8613800001234',
  '530700'
]

type Node = Record<string, unknown> | unknown[]
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** One change at a random place of a copy of `value`. */
function mutated<T>(value: T, random: () => number): T {
  const pick = <I>(items: readonly I[]): I => items[Math.floor(random() * items.length)]!
  const copy = structuredClone(value)
  let node: unknown = copy
  for (;;) {
    if (!isNode(node)) return copy
    const keys = Object.keys(node)
    const key = pick(keys.length > 0 ? keys : ['unexpected'])
    const inner = (node as Record<string, unknown>)[key]
    if (isNode(inner) && random() < 0.7) {
      node = inner
      continue
    }
    const target = node as Record<string, unknown>
    const what = random()
    if (what < 0.15 && !Array.isArray(node)) delete target[key]
    else if (what < 0.25 && !Array.isArray(node)) target.unexpected = 1
    else if (what < 0.35 && Array.isArray(node)) node.push(structuredClone(node[0] ?? 'x'))
    else target[key] = pick(ODD)
    return copy
  }
}

describe('intake contract', () => {
  for (const [name, spec, schema] of pairs) {
    it(`${name}: the zod schema says what openapi.yaml says, and nothing more`, () => {
      const ours = z.toJSONSchema(schema, { io: 'input', reused: 'inline' })
      assert.deepEqual(plain(ours), plain(spec))
    })
  }

  it('every schema of openapi.yaml has its zod schema', () => {
    const names = Object.keys((document.components as JsonSchema).schemas as object)
    assert.deepEqual(
      names.filter(name => !pairs.some(([known]) => known === name)),
      []
    )
  })

  it('judges 6,000 mutated orders as an independent reading of openapi.yaml does', () => {
    const random = seeded(20261123)
    const spec = component('WorkOrder')
    const full = {
      ...workOrder,
      flags: ['group', 'elderly'],
      contract: { orderNo: 'A1', peopleCount: 2, endDate: '2026-11-22' },
      attachments: [{ attachmentId: 'a', name: 'b.jpg', contentType: 'image/jpeg', size: 1, sha256: 'a'.repeat(64) }],
      linked: [{ ticketNo: 'WL20261123000002', relation: 'split_of' }]
    }
    const verdicts = { valid: 0, invalid: 0 }
    for (let run = 0; run < 6_000; run++) {
      const once = mutated(full, random)
      const order = random() < 0.7 ? once : mutated(once, random)
      const expected = isValid(spec, order)
      assert.equal(workOrderShape.safeParse(order).success, expected, JSON.stringify(order))
      verdicts[expected ? 'valid' : 'invalid']++
    }
    assert.ok(verdicts.valid > 400 && verdicts.invalid > 2000, JSON.stringify(verdicts))
  })

  it('judges mutated events, receipts and follow-ups as openapi.yaml does', () => {
    const random = seeded(7)
    const samples: Record<string, object> = {
      StatusEvent: {
        eventId: 'e',
        seq: 1,
        workOrderNo: '1',
        ticketNo: 'WL20261123000001',
        status: 'accepted',
        at: '2026-11-23T10:00:00+08:00',
        message: '已受理',
        dueAt: '2026-11-30T10:00:00+08:00'
      },
      Receipt: {
        workOrderNo: '1',
        ticketNo: 'WL20261123000001',
        status: 'submitted',
        receivedAt: '2026-11-23T10:00:00Z'
      },
      supplement: { text: '补充', at: '2026-11-23T10:00:00Z' },
      evaluation: { contacted: true, resolved: false, satisfaction: 3, reopen: true, at: '2026-11-23T10:00:00Z' }
    }
    for (const [name, sample] of Object.entries(samples)) {
      const [, spec, schema] = pairs.find(([known]) => known === name)!
      for (let run = 0; run < 2000; run++) {
        const value = mutated(sample, random)
        assert.equal(schema.safeParse(value).success, isValid(spec, value), `${name} ${JSON.stringify(value)}`)
      }
    }
  })
})
