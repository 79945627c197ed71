import { channel } from 'node:diagnostics_channel'
import type { Clock } from './clock.ts'
import { maskFields } from './mask-fields.ts'
import { maskText } from './masking.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Diagnostics channel on which every written line is told too, as its text: the tests read along. */
export const LOG_CHANNEL = 'hotline:log'
const told = channel(LOG_CHANNEL)

/** JSON lines. Everything passes through masking; still, give it ids and counts, not what people wrote. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
  /** A log that adds `fields` to each line. */
  child(fields: Record<string, unknown>): Log
}

export interface LogOptions {
  /** Lines below this level are not written. */
  level: LogLevel
  clock: Clock
  /** Takes one line with its line feed; standard output where not given. */
  write?: (line: string) => void
}

const RESERVED = new Set(['time', 'level', 'message'])

export function createLog({ level, clock, write = line => process.stdout.write(line) }: LogOptions): Log {
  const lowest = LOG_LEVELS.indexOf(level)

  const make = (bound: Record<string, unknown>): Log => {
    const at = (lineLevel: LogLevel) => {
      if (LOG_LEVELS.indexOf(lineLevel) < lowest) return () => {}
      return (message: string, fields: Record<string, unknown> = {}) => {
        const line: Record<string, unknown> = {
          time: clock.now().toISOString(),
          level: lineLevel,
          message: maskText(message)
        }
        for (const [key, value] of Object.entries(maskFields({ ...bound, ...fields }))) {
          line[RESERVED.has(key) ? `${key}_` : key] = value
        }
        const text = JSON.stringify(line)
        write(`${text}\n`)
        if (told.hasSubscribers) told.publish(text)
      }
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: fields => make({ ...bound, ...fields })
    }
  }
  return make({})
}
