import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../../core/paths.ts'
import { CUE_WEIGHTS } from '../../../nlu/classify/appeals.ts'
import { explainMessage } from '../../../nlu/explain/explain-message.ts'

const context = { now: new Date('2026-11-23T02:00:00Z'), offsetMinutes: 480, regionCode: '530700' }

/** What stands in the line of a lexicon that evidence points to. */
function lineAt(where: string): string {
  const [file = '', line = '0'] = where.split(':')
  return readFileSync(path.join(projectRoot, 'nlu', 'lexicons', file), 'utf8').split('\n')[Number(line) - 1] ?? ''
}

describe('explanation of a message', () => {
  const text = '举報:康途旅行社导游强至购物,昨天在束河花了阿拉3800,要退钱'

  it('tells each rewriting and the line of the lexicon that asked for it', () => {
    const { rewritings, normalised } = explainMessage(text, context)
    assert.deepEqual(
      rewritings.map(({ step, from, to }) => [step, from, to]),
      [
        ['traditional', '報', '报'],
        ['wording', '阿拉', '我们'],
        ['typo', '强至购物', '强制购物']
      ]
    )
    const dialect = rewritings.find(({ step }) => step === 'wording')
    assert.match(lineAt(dialect?.where ?? ''), /^阿拉/)
    assert.ok(normalised.includes('强制购物'))
  })

  it('points to lines of the lexicons that hold what was found', () => {
    const { reasons, entities } = explainMessage(text, context)
    const lexical = [...reasons, ...entities].flatMap(({ evidence }) => evidence).filter(({ by }) => by === 'lexicon')
    assert.ok(lexical.length >= 5)
    for (const { where } of lexical) assert.notEqual(lineAt(where ?? ''), '', where)
    const agency = lexical.find(({ found }) => found === '…旅行社')
    assert.match(lineAt(agency?.where ?? ''), /^travel_agency:.* 旅行社/)
    const place = lexical.find(({ found }) => found === '束河')
    assert.match(lineAt(place?.where ?? ''), /^530702:/)
  })

  it('gives every kind that was decided a reason, and cues their weights', () => {
    const { reasons, understanding } = explainMessage(text, context)
    for (const kind of understanding.kinds) {
      const reason = reasons.find(one => one.about === 'kinds' && one.decided === kind)
      assert.ok(reason && reason.evidence.length > 0, kind)
    }
    const report = reasons.find(one => one.about === 'kinds' && one.decided === 'report')
    assert.ok(
      report?.evidence.some(({ name, weight }) => name === 'reportWord' && weight === CUE_WEIGHTS.reportWord.report)
    )
  })

  it('names the line of a bare dialogue act', () => {
    const { reasons } = explainMessage('转人工', context)
    assert.equal(reasons[0]?.decided, 'agent')
    assert.match(lineAt(reasons[0]?.evidence[0]?.where ?? ''), /^agent=/)
  })

  it('explains any text', () => {
    for (const odd of ['', ' ', '\ud800', '12345'.repeat(200), '😀'.repeat(50)])
      assert.ok(Array.isArray(explainMessage(odd, context).reasons))
  })
})
