// Ours into theirs and back, as a profile says.
import { toOffsetIso } from '../../core/clock.ts'
import type { FieldRule, Profile } from './profile.ts'

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
  // A code without an entry goes as it is: category trees are long, and mostly a city takes ours.
  if (rule.table !== undefined) return context.tables[rule.table]?.[String(value)] ?? rule.default ?? value
  if (rule.as === 'date') return formatDate(String(value), context)
  if (rule.as === 'number') return Number(value)
  if (rule.as === 'text') return String(value)
  return rule.as === 'json' ? JSON.stringify(value) : value
}

/** Our object as their body. */
export function mapOut(rules: Record<string, FieldRule>, source: unknown, context: MapContext): Container {
  const body: Container = {}
  for (const [path, rule] of Object.entries(rules)) {
    const value = outward(rule, source, context) ?? rule.default
    if (value !== undefined) writePath(body, path, value)
  }
  return body
}

/** Their object as ours; a code that a table does not know stays as it is, for the contract's schema to refuse. */
export function mapIn(rules: Record<string, FieldRule>, source: unknown, context: MapContext): Container {
  const ours: Container = {}
  for (const [path, rule] of Object.entries(rules)) {
    let value = rule.value ?? (rule.from === undefined ? undefined : readPath(source, rule.from))
    if (rule.text !== undefined) value = fillText(rule.text, source)
    if (value !== undefined && rule.table !== undefined) {
      const table = context.tables[rule.table] ?? {}
      value = Object.entries(table).find(([, theirs]) => String(theirs) === String(value))?.[0] ?? value
    }
    if (value !== undefined && rule.as === 'date') value = parseDate(String(value), context) ?? value
    if (value !== undefined && rule.as === 'number') value = Number(value)
    if (value !== undefined && rule.as === 'text') value = String(value)
    value ??= rule.default
    if (value !== undefined && value !== '') writePath(ours, path, value)
  }
  return ours
}
