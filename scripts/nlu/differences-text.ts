// `npm run -s nlu -- diff`, as editors read it: both models, what changed in number, then sentence by sentence.
import type { ModelDifference, ModelDifferences } from '../../nlu/index.ts'

type Card = ModelDifferences['old']

const percent = (value: number | undefined) => (value === undefined ? '-' : `${(100 * value).toFixed(1)} %`)
const VERDICTS = { better: '变对', worse: '变错', 'both right': '都对', 'both wrong': '都不对' } as const
const FIELDS: Record<ModelDifference['field'], string> = {
  intent: '意图',
  kinds: '诉求类型',
  category: '问题分类',
  emergency: '险情',
  scope: '文旅范围'
}

const cardLine = (name: string, { version, texts, codeVersion, createdBy, dataHash }: Card) =>
  `${name}  ${version}  学了 ${texts} 句  程序 ${codeVersion}  由 ${createdBy}  数据 ${dataHash.slice(0, 12)}`

function metricLines(before: Card, after: Card): string[] {
  return Object.keys(after.metrics)
    .filter(name => before.metrics[name] !== after.metrics[name])
    .map(name => `  ${name.padEnd(26)}${percent(before.metrics[name]).padStart(9)} → ${percent(after.metrics[name])}`)
}

/** The comparison as text. */
export function differencesText({ old: before, new: after, sentences, differences }: ModelDifferences): string {
  const rows = (Object.keys(FIELDS) as ModelDifference['field'][]).map(field => {
    const own = differences.filter(difference => difference.field === field)
    const counts = (Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]).map(
      verdict => `${VERDICTS[verdict]} ${own.filter(difference => difference.verdict === verdict).length}`
    )
    return `  ${FIELDS[field]}  ${own.length} 句不同(${counts.join(',')})`
  })
  const lines = differences.map(
    ({ where, field, old: was, new: is, verdict, text }) =>
      `${where} ${FIELDS[field]}: ${was} → ${is}${verdict ? ` ${VERDICTS[verdict]}` : ''}: ${text}`
  )
  const metrics = metricLines(before, after)
  return [
    cardLine('旧', before),
    cardLine('新', after),
    ...(metrics.length > 0 ? ['训练时的成绩:', ...metrics] : []),
    `${sentences} 句里:`,
    ...rows,
    '',
    ...lines,
    ''
  ].join('\n')
}
