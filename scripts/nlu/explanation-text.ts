// `npm run -s nlu -- explain`, as editors read it (docs/editors.md): in Chinese, one reason a line.
import type { Evidence, Explanation } from '../../nlu/index.ts'

const STEPS: Record<Explanation['rewritings'][number]['step'], string> = {
  width: '全角、表情、重复标点',
  traditional: '繁体',
  pinyin: '拼音',
  wording: '方言、常见错写',
  typo: '同音、形近错字'
}
const ABOUT: Record<Explanation['reasons'][number]['about'], string> = {
  intent: '意图',
  kinds: '诉求类型',
  category: '问题分类',
  scope: '是否文旅范围',
  emergency: '险情'
}
const BY: Record<Evidence['by'], string> = { lexicon: '词表', model: '训练', rule: '规则' }

const percent = (value: number) => `${(100 * value).toFixed(1)} %`
const signed = (weight: number | undefined) =>
  weight === undefined ? '      ' : `${weight >= 0 ? '+' : ''}${weight.toFixed(2)}`.padStart(6)

function evidenceLine({ by, found, name, where, weight }: Evidence): string {
  return `  ${signed(weight)}  ${BY[by]}  「${found}」 ${name}${where ? `  ← ${where}` : ''}`
}

function rewritingLines({ rewritings }: Explanation): string[] {
  const shown = rewritings.filter(({ step, from, to }) => step !== 'width' || (from.trim() !== '' && to.trim() !== ''))
  return shown.map(
    ({ step, from, to, where }) => `  ${STEPS[step]}: 「${from}」→「${to}」${where ? `  ← ${where}` : ''}`
  )
}

function decisionLines({ understanding }: Explanation): string[] {
  const { intents, kinds, category, inScope, emergency } = understanding
  return [
    `意图      ${intents.map(({ id, confidence }) => `${id} ${percent(confidence)}`).join(', ')}`,
    `诉求类型  ${kinds.join('、') || '-'}`,
    `问题分类  ${category ? `${category.code} ${percent(category.confidence)}` : '-'}`,
    `文旅范围  ${inScope ? '是' : '否'}`,
    `险情      ${emergency ? `${emergency.numbers.join(' ')} ${emergency.reason}` : '-'}`
  ]
}

function entityLines({ entities, claims, wishes }: Explanation): string[] {
  const found = entities.flatMap(({ entity, evidence }) => [
    `${entity.type}  「${entity.text}」[${entity.start},${entity.end})  ${JSON.stringify(entity.value)}  ${percent(entity.confidence)}`,
    ...evidence.map(evidenceLine)
  ])
  const claimed = claims.map(
    ({ type, text, negated, amount }) =>
      `claim  「${text}」 ${type}${negated ? '(不要)' : ''}${amount === undefined ? '' : ` ${amount}`}  ← nlu/entities/claim-mentions.ts`
  )
  const wished = Object.entries(wishes).map(
    ([name, { value }]) => `wish  ${name} = ${String(value)}  ← nlu/entities/wishes.ts`
  )
  return [...found, ...claimed, ...wished]
}

/** The whole explanation as text. */
export function explanationText(explanation: Explanation): string {
  const rewritten = rewritingLines(explanation)
  const reasons = explanation.reasons.flatMap(({ about, decided, modelSays, evidence }) => [
    `${ABOUT[about]} ${decided}${modelSays === null ? '' : `  模型 ${percent(modelSays)}`}`,
    ...evidence.map(evidenceLine)
  ])
  return [
    `读作  ${explanation.normalised}`,
    ...rewritten,
    `分词  ${explanation.words.join(' | ')}`,
    '',
    ...decisionLines(explanation),
    '',
    '── 为什么这样判断 ──',
    ...reasons,
    '',
    '── 认出的内容 ──',
    ...entityLines(explanation),
    ''
  ].join('\n')
}
