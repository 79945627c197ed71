// Entities against the marks of nlu/data/held-out: found where the spans overlap, by type.
import type { EntityMark, LabelledText } from './classify/training-data.ts'
import type { Figure, Miss } from './figures.ts'
import type { Entity, Understanding } from './understanding.ts'

interface Judged {
  item: LabelledText
  got: Understanding
}
const TYPES: readonly EntityMark['type'][] = ['respondent', 'time', 'money', 'phone', 'place']

interface Score {
  marked: number
  found: number
  right: number
}

function spanOf(mark: EntityMark, text: string, after: number): { start: number; end: number } {
  const start = text.indexOf(mark.text, after)
  return { start, end: start + mark.text.length }
}

/** Pairs marks with entities of their type; each entity serves one mark. */
function pair(item: LabelledText, entities: readonly Entity[], type: EntityMark['type']) {
  const pool = entities.filter(entity => entity.type === type)
  const lost: EntityMark[] = []
  let right = 0
  const next = new Map<string, number>()
  for (const mark of item.marks?.filter(one => one.type === type) ?? []) {
    const span = spanOf(mark, item.text, next.get(mark.text) ?? 0)
    next.set(mark.text, span.end)
    const at = pool.findIndex(entity => entity.start < span.end && entity.end > span.start)
    if (at < 0) lost.push(mark)
    else {
      pool.splice(at, 1)
      right++
    }
  }
  return { right, lost, extra: pool }
}

/** F1 for each type (`entityTime` …), and what was missed or found without a mark. */
export function evaluateEntities(judged: readonly Judged[]): { figures: Figure[]; misses: Miss[] } {
  const misses: Miss[] = []
  const marked = judged.filter(({ item }) => item.marks !== null)
  const figures = TYPES.map(type => {
    const score: Score = { marked: 0, found: 0, right: 0 }
    for (const { item, got } of marked) {
      const { right, lost, extra } = pair(item, got.entities, type)
      score.marked += right + lost.length
      score.found += right + extra.length
      score.right += right
      const miss = (wanted: string, given: string) =>
        misses.push({ where: item.where, what: type, wanted, got: given, text: item.text })
      for (const mark of lost) miss(mark.text, '-')
      for (const entity of extra) miss('-', entity.text)
    }
    const value = score.marked + score.found > 0 ? (2 * score.right) / (score.marked + score.found) : null
    return { name: `entity${type[0]?.toUpperCase()}${type.slice(1)}`, value, of: score.marked }
  })
  return { figures, misses }
}
