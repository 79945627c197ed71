import { AppError } from '../../core/errors.ts'
import { countyDialect } from './county.ts'
import type { Dialect } from './dialect.ts'
import { nativeDialect } from './native.ts'
import { provinceDialect } from './province.ts'

const DIALECTS: readonly Dialect[] = [nativeDialect, countyDialect, provinceDialect]

/** Throws CONFIG_INVALID where the sandbox does not speak this one. */
export function dialectOf(profile: string): Dialect {
  const found = DIALECTS.find(({ name }) => name === profile)
  if (found) return found
  const known = DIALECTS.map(({ name }) => name).join(', ')
  throw new AppError('CONFIG_INVALID', {
    detail: `INTAKE_URL is empty, and the built-in sandbox does not speak INTAKE_PROFILE ${profile}; it speaks ${known}`
  })
}
