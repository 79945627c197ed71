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

  it('tells what the model learnt that speaks for intent, category and scope, and the cues of the category', () => {
    const { reasons, understanding } = explainMessage(text, context)
    for (const about of ['intent', 'category', 'scope'] as const) {
      const reason = reasons.find(one => one.about === about)
      const learnt = reason?.evidence.filter(({ by }) => by === 'model') ?? []
      assert.ok(
        learnt.some(({ weight = 0 }) => weight > 0),
        about
      )
      assert.ok((reason?.modelSays ?? 0) > 0.5, about)
    }
    const category = reasons.find(({ about }) => about === 'category')
    assert.equal(category?.decided, understanding.category?.code)
    const cue = category?.evidence.find(({ by, name }) => by === 'lexicon' && name === understanding.category?.code)
    assert.match(lineAt(cue?.where ?? ''), /^WL200204 .*强/)
  })

  it('tells the line that found an emergency, and the danger signs that were weighed', () => {
    const { reasons } = explainMessage('景区里有人掉进水里快淹死了', context)
    const reason = reasons.find(({ about }) => about === 'emergency')
    assert.match(reason?.decided ?? '', /120.* drowning/)
    const event = reason?.evidence.find(({ by }) => by === 'lexicon')
    assert.equal(event?.found, '掉进水里')
    assert.match(event?.where ?? '', /^emergency\.txt:\d+$/)
    assert.match(lineAt(event?.where ?? ''), /drowning/)
    assert.ok(reason?.evidence.some(({ by, name, weight = 0 }) => by === 'model' && name === '险情迹象' && weight > 0))
    assert.ok(explainMessage('图书馆几点开门', context).reasons.every(({ about }) => about !== 'emergency'))
  })

  it('tells by which words a time was read, and whether a sum had a unit', () => {
    const namesOf = (said: string, type: string) =>
      explainMessage(said, context).entities.find(({ entity }) => entity.type === type)?.evidence ?? []
    const [extractor, piece] = namesOf(text, 'time')
    assert.equal(extractor?.where, 'nlu/entities/time/extract-times.ts')
    assert.deepEqual([piece?.found, piece?.name], ['昨天', 'relativeDays'])
    assert.equal(namesOf(text, 'money')[0]?.name, 'money 由前后文字判断')
    assert.equal(namesOf('押金500元', 'money')[0]?.name, 'money 有单位')
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
