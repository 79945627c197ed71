import { parseArgs } from 'node:util'
import { AppError } from '../../core/errors.ts'

type Options = Record<string, { type: 'string' | 'boolean'; short?: string }>

/** Options of a command; CONFIG_INVALID with the usage line where one is unknown. */
export function readArguments(usage: string, options: Options): Record<string, string | boolean | undefined> {
  try {
    return { ...parseArgs({ options, allowPositionals: false }).values } as Record<string, string | boolean | undefined>
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', { detail: usage, cause })
  }
}

/** The origin of --url; null where it is not given. */
export function readUrl(value: string | boolean | undefined, usage: string): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string' || !URL.canParse(value)) throw new AppError('CONFIG_INVALID', { detail: usage })
  return new URL(value).origin
}

/** Runs a command's main function; a failure becomes one line and exit 1. */
export async function runCommand(main: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await main()) ? 0 : 1
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${error.code}: ${error.message}\n`)
    process.exitCode = error.code === 'CONFIG_INVALID' ? 2 : 1
  }
}
