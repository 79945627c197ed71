import assert from 'node:assert/strict'
import type { UnderstandContext } from '../../../../nlu/understanding.ts'
import { entitiesOf } from '../reading.ts'

/** 2026-11-23, 2026-11-23T18 or 2026-11-23T18:30 as an instant of +08:00. */
function instant(short: string): string {
  const [day = '', clock = '00'] = short.split('T')
  return `${day}T${clock.includes(':') ? clock : `${clock}:00`}:00+08:00`
}

/** One `it` for each row: a text whose only time is [start, end). A row without an end: no time at all. */
export function timesAre(
  rows: readonly (readonly [text: string, start?: string, end?: string])[],
  context: Partial<UnderstandContext> = {}
): void {
  for (const [text, start, end] of rows)
    it(`${text} → ${start ? `${start} to ${end}` : 'no time'}`, () => {
      const found = entitiesOf('time', text, context).map(({ value }) => [value.start, value.end])
      assert.deepEqual(found, start && end ? [[instant(start), instant(end)]] : [])
    })
}
