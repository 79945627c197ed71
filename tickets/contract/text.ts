import { z } from 'zod'

/** Length as JSON Schema counts it: in code points, so that 𠮷 is one. */
export function codePoints(text: string): number {
  return [...text].length
}

/** A text of `min` to `max` code points. zod's own min and max would count UTF-16 units. */
export function boundedText(min: number, max: number) {
  return z
    .string()
    .refine(text => codePoints(text) >= min && codePoints(text) <= max, `must have ${min} to ${max} characters`)
    .meta({ ...(min > 0 && { minLength: min }), maxLength: max })
}

/** ISO 8601 with seconds and an offset (or Z). */
export const instant = z.iso.datetime({ offset: true })
