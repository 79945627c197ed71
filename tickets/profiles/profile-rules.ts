// What a profile's form alone cannot say: names that must exist, codes that must be whole, answers that must tell enough.
import { STATUSES } from '../contract/index.ts'
import { EVENT_FIELDS, fieldAt, nearest, type OurFields, RECEIPT_FIELDS, REQUEST_FIELDS } from './our-fields.ts'
import type { FieldRule, Profile, Rules, Signing } from './profile.ts'

export interface ProfileFault {
  at: (string | number)[]
  message: string
}
type Faults = Generator<ProfileFault>

const didYouMean = (name: string, known: Iterable<string>): string => {
  const near = nearest(name, known)
  return near === null ? '' : `; did you mean ${near}?`
}

/** Field names in {} of a text or an address. */
const blanksOf = (text: string): string[] => [...text.matchAll(/\{([\w.-]+)\}/g)].map(([, name]) => name ?? '')

function* oneSource(
  at: ProfileFault['at'],
  { from, value, text, table }: FieldRule,
  tables: Profile['tables']
): Faults {
  if ([from, value, text].filter(given => given !== undefined).length !== 1) {
    yield { at, message: 'takes exactly one of from, value and text' }
  }
  if (table !== undefined && !tables[table]) {
    const known = Object.keys(tables)
    const near = didYouMean(table, known)
    yield {
      at: [...at, 'table'],
      message: `there is no table ${table} under tables${near || `; there are ${known.join(', ') || 'none'}`}`
    }
  }
}

/** Requests: what is named must be a field of ours, and a table for it must be whole. */
function* requestFaults(at: ProfileFault['at'], rules: Rules, fields: OurFields, profile: Profile): Faults {
  for (const [theirs, rule] of Object.entries(rules)) {
    if (theirs === '*') continue
    const here = [...at, theirs]
    yield* oneSource(here, rule, profile.tables)
    const named = rule.from === undefined ? blanksOf(rule.text ?? '') : [rule.from]
    for (const name of named) {
      if (name !== '*' && !fieldAt(fields, name)) {
        yield { at: here, message: `${name} is no field of ours here${didYouMean(name, fields.keys())}` }
      }
    }
    const table = rule.table === undefined ? undefined : profile.tables[rule.table]
    const codes = rule.from === undefined ? undefined : fieldAt(fields, rule.from)?.codes
    if (!table || !codes) continue
    const missing = codes.filter(code => !(code in table))
    if (missing.length > 0 && rule.default === undefined) {
      yield {
        at: here,
        message: `table ${rule.table} has no code for ${missing.join(', ')}; add them, or a default here`
      }
    }
    for (const ours of Object.keys(table).filter(code => !codes.includes(code))) {
      yield { at: ['tables', rule.table ?? '', ours], message: `is no value of ${rule.from}${didYouMean(ours, codes)}` }
    }
  }
}

/** Answers and events: what is filled must be a field of ours, and what must be there is. */
function* answerFaults(
  at: ProfileFault['at'],
  rules: Rules,
  fields: OurFields,
  needed: string[],
  profile: Profile
): Faults {
  for (const [ours, rule] of Object.entries(rules)) {
    if (ours === '*') continue
    yield* oneSource([...at, ours], rule, profile.tables)
    if (!fieldAt(fields, ours)) {
      yield { at: [...at, ours], message: `is no field of ours here${didYouMean(ours, fields.keys())}` }
    }
    const table = rule.table === undefined ? undefined : profile.tables[rule.table]
    if (!table) continue
    const codes = Object.values(table).map(String)
    const twice = codes.find((code, index) => codes.indexOf(code) !== index)
    if (twice !== undefined) {
      yield {
        at: ['tables', rule.table ?? ''],
        message: `${twice} stands for two of ours, so an answer with it cannot be read`
      }
    }
    if (ours === 'status' && rule.default !== undefined) {
      yield { at: [...at, ours, 'default'], message: 'would hide a status that nobody knows; leave it out' }
    }
  }
  if (rules['*']) return
  for (const name of needed.filter(name => !rules[name])) {
    yield { at, message: `does not say where ${name} stands; add ${name}: { from: … }` }
  }
}

function* statusFaults({ tables }: Profile): Faults {
  for (const status of Object.keys(tables.status ?? {})) {
    if (!(STATUSES as readonly string[]).includes(status)) {
      yield { at: ['tables', 'status', status], message: `is no status of ours${didYouMean(status, STATUSES)}` }
    }
  }
}

const EVENT_NEEDED = ['eventId', 'seq', 'workOrderNo', 'status', 'at']

function* operationFaults(profile: Profile): Faults {
  for (const [name, operation] of Object.entries(profile.operations)) {
    if (!operation) continue
    const at = ['operations', name]
    const fields = REQUEST_FIELDS[name] ?? new Map()
    for (const blank of blanksOf(operation.path)) {
      if (!fieldAt(fields, blank)) {
        yield { at: [...at, 'path'], message: `{${blank}} is no field of ours here${didYouMean(blank, fields.keys())}` }
      }
    }
    yield* requestFaults([...at, 'request'], operation.request, fields, profile)
    const needed = name === 'create' || name === 'findByTicketNo' ? ['workOrderNo', 'receivedAt'] : []
    if (name === 'getWorkOrder')
      yield* answerFaults([...at, 'response'], operation.response, EVENT_FIELDS, ['status'], profile)
    else yield* answerFaults([...at, 'response'], operation.response, RECEIPT_FIELDS, needed, profile)
    if ('event' in operation)
      yield* answerFaults([...at, 'event'], operation.event, EVENT_FIELDS, EVENT_NEEDED, profile)
  }
}

/** Without it a lost answer could not be asked about: an order would be filed twice. */
function* numberFaults({ operations, idempotencyHeader }: Profile): Faults {
  const names = (rules: Rules, path: string) =>
    blanksOf(path).concat(Object.values(rules).flatMap(rule => [rule.from ?? '', ...blanksOf(rule.text ?? '')]))
  const carries = (given: string[]) => given.includes('ticketNo') || given.includes('key') || given.includes('*')
  const { create, findByTicketNo: find } = operations
  if (!carries(names(create.request, create.path)) && idempotencyHeader === undefined) {
    yield {
      at: ['operations', 'create', 'request'],
      message: 'does not send ticketNo, so nobody could ask whether it was filed'
    }
  }
  if (!carries(names(find.request, find.path))) {
    yield {
      at: ['operations', 'findByTicketNo'],
      message: 'does not send ticketNo; put {ticketNo} into path or request'
    }
  }
}

function* signingFaults(at: string[], signing: Signing): Faults {
  if (signing.scheme !== 'hmac') return
  const known = ['appId', 'timestamp', 'nonce', 'method', 'path', 'body', 'bodyHash']
  const blanks = blanksOf(signing.text)
  for (const blank of blanks.filter(name => !known.includes(name))) {
    yield { at: [...at, 'text'], message: `{${blank}} is unknown${didYouMean(blank, known)}` }
  }
  if (!blanks.includes('body') && !blanks.includes('bodyHash')) {
    yield { at: [...at, 'text'], message: 'does not sign the body; add {body} or {bodyHash}' }
  }
  if (!blanks.includes('timestamp')) {
    yield { at: [...at, 'text'], message: 'does not sign {timestamp}, so an old call could be sent again' }
  }
  if (signing.headers.nonce !== undefined && !blanks.includes('nonce')) {
    yield { at: [...at, 'text'], message: 'does not sign {nonce} though headers name one' }
  }
}

function* dateFaults({ dateFormat }: Profile): Faults {
  if (dateFormat === 'iso' || ['yyyy', 'MM', 'dd'].every(part => dateFormat.includes(part))) return
  yield { at: ['dateFormat'], message: 'must be iso or name yyyy, MM and dd, e.g. "yyyy-MM-dd HH:mm:ss"' }
}

/** All that is wrong with a profile whose form is right. */
export function* profileRuleFaults(profile: Profile): Faults {
  const { callback, operations } = profile
  yield* operationFaults(profile)
  yield* numberFaults(profile)
  yield* statusFaults(profile)
  yield* dateFaults(profile)
  yield* signingFaults(['signing'], profile.signing)
  if (callback) {
    yield* answerFaults(['callback', 'event'], callback.event, EVENT_FIELDS, EVENT_NEEDED, profile)
    if (callback.signing) yield* signingFaults(['callback', 'signing'], callback.signing)
  }
  if (!operations.listChanges && !callback && !operations.getWorkOrder) {
    yield {
      at: ['operations'],
      message: 'has neither listChanges nor callback nor getWorkOrder: no status would ever come back'
    }
  }
}
