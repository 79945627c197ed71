// What the linear model saw in a text and how much each of it weighed for one output.
import { featureCounts } from '../classify/features.ts'
import type { Reading } from '../classify/reading.ts'
import type { Head, UnderstandingModel } from '../classify/understanding-model.ts'
import { toRow } from '../classify/vocabulary.ts'
import { weightOf } from '../classify/weight-steps.ts'
import { conceptWords } from '../lexicons/concepts.ts'
import { classWords } from '../lexicons/word-classes.ts'
import type { Evidence } from './evidence.ts'

const STRONGEST = 6
const NEGLIGIBLE = 0.05

/** First letter of a feature's name (nlu/classify/features.ts) → what it is. */
const SORTS: Readonly<Record<string, string>> = {
  w: '词',
  b: '相邻词',
  c: '字',
  '%': '短话提示',
  '=': '整句短话',
  '!': '诉求措辞',
  '#': '概念',
  '@': '分类提示',
  '&': '词类',
  $: '结尾',
  '^': '开头'
}

function inWords(feature: string): { name: string; found: string } {
  const sort = SORTS[feature[0]!]
  return sort ? { name: sort, found: feature.slice(1) } : { name: '形式', found: feature }
}

/**
 * The features that weigh most for output `output` of a head, strongest first. `against` is subtracted: with it, the
 * evidence tells why the one output and not the other.
 */
export function modelEvidence(
  model: UnderstandingModel,
  reading: Reading,
  head: Head,
  output: number,
  against?: number
): Evidence[] {
  const asked = model.heads[head]
  const { ids, values } = toRow(model.vocabulary, featureCounts(reading))
  const names = [...model.vocabulary.ids.keys()]
  const { text } = reading.source
  const byName = (found: ReturnType<typeof conceptWords>) => new Map(found.map(item => [item.name, item]))
  const groups: Record<string, ReturnType<typeof byName>> = {
    '#': byName(conceptWords(text)),
    '&': byName(classWords(text))
  }
  const weighed = Array.from(ids, (id, i) => {
    const other = against === undefined ? 0 : weightOf(asked, id, against)
    return { feature: names[id]!, weight: (weightOf(asked, id, output) - other) * values[i]! }
  })
  return weighed
    .filter(({ weight }) => Math.abs(weight) >= NEGLIGIBLE)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, STRONGEST)
    .map(({ feature, weight }) => {
      const { name, found } = inWords(feature)
      const group = groups[feature[0]!]?.get(feature.slice(1))
      return group
        ? { by: 'model', name: `${name} ${group.name}`, found: group.found, where: group.where, weight }
        : { by: 'model', name, found, weight }
    })
}
