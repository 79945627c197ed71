// Reads one text as of a fixed instant, for the entity tests.
import { extractAll } from '../../../nlu/entities/index.ts'
import { normaliseText } from '../../../nlu/normalise/normalised-text.ts'
import type { Entity, EntityType, UnderstandContext } from '../../../nlu/understanding.ts'

/** A Monday morning. */
export const NOW = '2026-11-23T10:00:00+08:00'

export function read(text: string, context: Partial<UnderstandContext> = {}) {
  return extractAll(normaliseText(text), {
    now: new Date(NOW),
    offsetMinutes: 480,
    asks: null,
    regionCode: '530700',
    ...context
  })
}

/** Entities of one type, in order. */
export function entitiesOf<T extends EntityType>(
  type: T,
  text: string,
  context: Partial<UnderstandContext> = {}
): Extract<Entity, { type: T }>[] {
  return read(text, context).entities.filter((entity): entity is Extract<Entity, { type: T }> => entity.type === type)
}
