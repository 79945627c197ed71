// What the values of settings may look like; the settings themselves stand in config-variables.ts.
import { isIP } from 'node:net'
import { z } from 'zod'
import { databaseLocation } from './database/location.ts'
import { AppError } from './errors.ts'

/** One setting: CONTRACT.md section 1, plus our own. `.env.example` lists exactly these. */
interface Variable<S extends z.ZodType = z.ZodType> {
  section: string
  /** As written in the environment; '' where nothing is set. */
  default: string
  /** Why it is there and why its default is what it is; one line of .env.example. */
  reason: string
  /** What a right value looks like, for the line that refuses a wrong one. */
  expected: string
  /** True where the value must never be repeated. */
  secret?: boolean
  schema: S
}

export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))

export const optional = z.string().transform(text => (text === '' ? null : text))

/** printable ASCII without spaces: goes into an HTTP header or a query as it is */
export const headerSafe = z.string().regex(/^[\x21-\x7e]*$/)

function isHttpBase(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) return false
  return url.search === '' && url.hash === '' && url.username === '' && url.password === '' && !/[?#]/.test(text)
}

export const optionalHttpBase = z
  .string()
  .refine(text => text === '' || isHttpBase(text))
  .transform(text => (text === '' ? null : text.replace(/\/+$/, '')))

export const HTTP_BASE = 'a base address such as http://127.0.0.1:3978, with no user, query or fragment'

export const host = z
  .string()
  .refine(text => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text))

export const offset = z.string().regex(/^[+-](0\d|1[0-3]):[0-5]\d$|^[+-]14:00$/)

function readKey(text: string): Buffer | null {
  if (text === '') return null
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  const key = Buffer.from(text, 'base64')
  const isCanonical =
    key.toString('base64').replace(/=+$/, '') === text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return key.length === 32 && isCanonical ? key : null
}

export const dataKey = z
  .string()
  .refine(text => text === '' || readKey(text) !== null)
  .transform(readKey)

export const databaseUrl = z.string().superRefine((url, context) => {
  try {
    databaseLocation(url)
  } catch (error) {
    // The whole line comes from there: it knows what is wrong and repeats no password.
    context.addIssue({ code: 'custom', message: error instanceof AppError ? (error.detail ?? '') : '' })
  }
})

export const variable = <S extends z.ZodType>(entry: Variable<S>): Variable<S> => entry
