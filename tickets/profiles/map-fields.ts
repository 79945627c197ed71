// Ours into theirs and back, as a profile says.
import { toOffsetIso } from '../../core/clock.ts'
import type { FieldRule, Profile, Rules } from './profile.ts'

type Tables = Profile['tables']
type Container = Record<string, unknown>

export interface MapContext {
  tables: Tables
  dateFormat: string
  offsetMinutes: number
}

export function readPath(from: unknown, path: string): unknown {
  let at = from
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Container)[name]
  }
  return at ?? undefined
}

export function writePath(into: Container, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() as string
  let at = into
  for (const name of names) {
    at[name] ??= {}
    at = at[name] as Container
  }
  at[last] = value
}

const DATE_PARTS = /yyyy|MM|dd|HH|mm|ss/g

function formatDate(iso: string, { dateFormat, offsetMinutes }: MapContext): string {
  if (dateFormat === 'iso') return iso
  const [, yyyy, MM, dd, HH, mm, ss] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(toOffsetIso(new Date(iso), offsetMinutes)) ?? []
  const parts: Record<string, string | undefined> = { yyyy, MM, dd, HH, mm, ss }
  return dateFormat.replace(DATE_PARTS, part => parts[part] ?? part)
}

/** Undefined where the text is no such date. */
function parseDate(text: string, { dateFormat, offsetMinutes }: MapContext): string | undefined {
  if (dateFormat === 'iso') return Number.isNaN(Date.parse(text)) ? undefined : text
  const names: string[] = []
  const pattern = dateFormat.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(DATE_PARTS, part => {
    names.push(part)
    return `(\\d{${part.length}})`
  })
  const found = new RegExp(`^${pattern}$`).exec(text)
  if (!found) return undefined
  const part = (name: string, otherwise: string) => found[names.indexOf(name) + 1] ?? otherwise
  const read = (name: string, otherwise: string) => (names.includes(name) ? part(name, otherwise) : otherwise)
  const local = `${read('yyyy', '1970')}-${read('MM', '01')}-${read('dd', '01')}T${read('HH', '00')}:${read('mm', '00')}:${read('ss', '00')}Z`
  const ms = Date.parse(local) - offsetMinutes * 60_000
  return Number.isNaN(ms) ? undefined : toOffsetIso(new Date(ms), offsetMinutes)
}

/** "{a}:{b}" with what is there; lines with an empty blank are left out. */
function fillText(template: string, source: unknown): string {
  return template
    .split('\n')
    .map(line => {
      let isEmpty = false
      const filled = line.replace(/\{([\w.-]+)\}/g, (_, path: string) => {
        const value = readPath(source, path)
        if (value === undefined || value === '') isEmpty = true
        return value === undefined ? '' : String(value)
      })
      return isEmpty ? null : filled
    })
    .filter(line => line !== null)
    .join('\n')
}

function outward(rule: FieldRule, source: unknown, context: MapContext): unknown {
  if (rule.value !== undefined) return rule.value
  if (rule.text !== undefined) return fillText(rule.text, source) || undefined
  const value = rule.from === undefined ? undefined : readPath(source, rule.from)
  if (value === undefined) return undefined
  if (rule.each !== undefined) {
    const { each } = rule
    const entries = (Array.isArray(value) ? value : [value]).map(entry => mapOut(each, entry, context))
    return rule.as === 'json' ? JSON.stringify(entries) : entries
  }
  // A code without an entry goes as it is: category trees are long, and mostly a city takes ours.
  if (rule.table !== undefined) return context.tables[rule.table]?.[String(value)] ?? rule.default ?? value
  switch (rule.as) {
    case 'date':
      return formatDate(String(value), context)
    case 'seconds':
      return Math.floor(Date.parse(String(value)) / 1000)
    case 'number':
      return Number(value)
    case 'text':
      return String(value)
    case 'json':
      return JSON.stringify(value)
    default:
      return value
  }
}

/**
 * Our object as their body.
 * @param more what rules may name besides, though `*` leaves it out: the key, the number of the work order
 */
export function mapOut(rules: Rules, source: object | unknown, context: MapContext, more: object = {}): Container {
  const body: Container = {}
  const all = { ...(source as Container), ...more }
  for (const [path, rule] of Object.entries(rules)) {
    if (path === '*') {
      Object.assign(body, source)
      continue
    }
    const value = outward(rule, all, context) ?? rule.default
    if (value !== undefined) writePath(body, path, value)
  }
  return body
}

/** Undefined where the table does not know their code. */
function ofTable(table: string, theirs: unknown, { tables }: MapContext): string | undefined {
  return Object.entries(tables[table] ?? {}).find(([, code]) => String(code) === String(theirs))?.[0]
}

function inward(rule: FieldRule, source: unknown, context: MapContext): unknown {
  if (rule.value !== undefined) return rule.value
  if (rule.text !== undefined) return fillText(rule.text, source)
  const value = rule.from === undefined ? undefined : readPath(source, rule.from)
  if (value === undefined || value === '') return undefined
  if (rule.table !== undefined) return ofTable(rule.table, value, context)
  switch (rule.as) {
    case 'date':
      return parseDate(String(value), context) ?? value
    case 'seconds':
      return Math.floor(Date.parse(parseDate(String(value), context) ?? '') / 1000)
    case 'number':
      return Number(value)
    case 'text':
      return String(value)
    default:
      return value
  }
}

/**
 * Their object as ours. A code that its table does not know leaves the field out, even where it looks like a code of ours:
 * the contract's schema then says that the field is missing.
 */
export function mapIn(rules: Rules, source: unknown, context: MapContext): Container {
  const ours: Container = {}
  for (const [path, rule] of Object.entries(rules)) {
    if (path === '*') {
      Object.assign(ours, source)
      continue
    }
    const value = inward(rule, source, context) ?? rule.default
    if (value !== undefined && value !== '') writePath(ours, path, value)
  }
  return ours
}

/** An event of theirs as our StatusEvent, with `theirStatus` as they named it. */
export function readEvent(rules: Rules, entry: unknown, context: MapContext): Container {
  const from = rules['*'] ? 'status' : rules.status?.from
  const theirs = from === undefined ? undefined : readPath(entry, from)
  return { ...mapIn(rules, entry, context), ...(theirs !== undefined && { theirStatus: String(theirs) }) }
}
