import { MASK, maskText } from './masking.ts'

const TEXT_MAX = 4000
const DEPTH_MAX = 6
const ITEMS_MAX = 100
/** Longer than anything that maskText finds, so that cutting a text never leaves half of it behind. */
const CUT_MARGIN = 64

/** Words of a key that say "this is a secret or personal"; camelCase and snake_case keys are split into words. */
const SECRET_WORDS = new Set(
  'token tokens secret secrets password passwd pwd authorization cookie cookies signature sig credential credentials openid unionid phone mobile telephone tel email mail idcard passport plate address surname nickname fullname username realname'.split(
    ' '
  )
)
/** Keys that are secret as a whole: what people wrote, and names of persons. */
const SECRET_KEYS = new Set(
  'name text content speak body title requester identity person contact user_name real_name full_name contact_name requester_name reporter_name display_name nick_name first_name last_name id_number id_card open_id union_id data_key aes_key api_key session_key app_key private_key plain transcript utterance question answer comment'.split(
    ' '
  )
)

function isSecretKey(key: string): boolean {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return SECRET_KEYS.has(words.join('_')) || words.some(word => SECRET_WORDS.has(word))
}

function maskLongText(text: string): string {
  if (text.length <= TEXT_MAX) return maskText(text)
  const cut = maskText(text.slice(0, TEXT_MAX + CUT_MARGIN))
  return `${cut.slice(0, Math.max(0, cut.length - CUT_MARGIN))}… (${text.length} characters)`
}

/** JSON.parse quotes the text that it failed on: the message of a SyntaxError may hold a citizen's words. */
function withoutQuotations(message: string): string {
  return message.replace(/(["'`])[\s\S]*\1/g, '…')
}

function maskError(error: Error, depth: number, seen: ReadonlySet<object>): Record<string, unknown> {
  const clean = (text: string) => maskLongText(error instanceof SyntaxError ? withoutQuotations(text) : text)
  const masked: Record<string, unknown> = { type: error.name, message: clean(error.message) }
  for (const [key, value] of Object.entries(error)) {
    if (key !== 'name' && key !== 'message') masked[key] = maskEntry(key, value, depth, seen)
  }
  if (error.stack) masked.stack = clean(error.stack)
  if (error.cause !== undefined) masked.cause = maskValue(error.cause, depth + 1, seen)
  if (error instanceof AggregateError) masked.errors = maskValue(error.errors, depth + 1, seen)
  return masked
}

function maskEntry(key: string, value: unknown, depth: number, seen: ReadonlySet<object>): unknown {
  if (value !== null && value !== undefined && typeof value !== 'boolean' && isSecretKey(key)) return MASK
  return maskValue(value, depth, seen)
}

function maskObject(value: object, depth: number, seen: ReadonlySet<object>): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`
  if (seen.has(value)) return '(circular)'
  if (depth > DEPTH_MAX) return '(deeper)'
  const within = new Set(seen).add(value)
  if (value instanceof Error) return maskError(value, depth, within)
  if (value instanceof Map) return maskObject(Object.fromEntries(value), depth, within)
  if (value instanceof Set) return maskObject([...value], depth, within)
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_MAX).map(item => maskValue(item, depth + 1, within))
    return value.length > ITEMS_MAX ? [...items, `(${value.length} items)`] : items
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, ITEMS_MAX)
      .map(([key, entry]) => [maskText(key), maskEntry(key, entry, depth + 1, within)])
  )
}

function maskValue(value: unknown, depth: number, seen: ReadonlySet<object>): unknown {
  switch (typeof value) {
    case 'string':
      return maskLongText(value)
    case 'bigint':
      return maskText(String(value))
    case 'number':
      // A telephone may also come as a number.
      return maskText(String(value)) === String(value) ? value : MASK
    case 'object':
      return value === null ? null : maskObject(value, depth, seen)
    case 'boolean':
      return value
    default:
      return undefined
  }
}

/** A copy of `fields` that JSON can hold and that is fit for a log; keys such as token, phone, name lose their value. */
export function maskFields(fields: Record<string, unknown>): Record<string, unknown> {
  return maskObject(fields, 0, new Set()) as Record<string, unknown>
}
