// What an extractor hands back, and who has already claimed which part of the text.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { Entity, EntityType, EntityValues } from '../understanding.ts'

/** UTF-16 offsets, half-open. */
export interface Span {
  start: number
  end: number
}

/** An entity at a span of the raw text. */
export function atRaw<T extends EntityType>(
  source: NormalisedText,
  span: Span,
  type: T,
  value: EntityValues[T],
  confidence: number
): Entity {
  const { start, end } = span
  return { type, text: source.raw.slice(start, end), start, end, value, confidence } as Entity
}

/** An entity at a span of the normalised text; its offsets are turned into raw ones. */
export function atText<T extends EntityType>(
  source: NormalisedText,
  span: Span,
  type: T,
  value: EntityValues[T],
  confidence: number
): Entity {
  return atRaw(source, source.toRaw(span.start, span.end), type, value, confidence)
}

/** Raw spans that belong to an entity already; a later extractor does not read them again. */
export interface Taken {
  has(span: Span): boolean
}

/** Spans in the order of adding; `has` looks them all up, which is cheap for the few dozen a message holds. */
export function takenSpans(): Taken & { add(spans: readonly Span[]): void } {
  const spans: Span[] = []
  return {
    has: span => spans.some(other => other.start < span.end && span.start < other.end),
    add: more => {
      spans.push(...more)
    }
  }
}
