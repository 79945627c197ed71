import assert from 'node:assert/strict'
import { relate } from '../../../tickets/duplicates/compare-matters.ts'
import { explainedFindings } from '../../../tickets/duplicates/explain.ts'
import { matchKeys } from '../../../tickets/duplicates/match-keys.ts'
import { matterOf } from '../../../tickets/duplicates/matter.ts'
import { vault } from '../world.ts'
import { type Half, type JudgedPair, type Judgement, judgedPairs, type PairTicket, pairCases } from './pair-set.ts'

/** Wrong among the pairs that are put together (issue 6, Build item 5). */
const WRONG_SHARE_MAX = 0.01
/** Tickets of cases that have nothing to do with each other, taken for one event. */
const CROSS_SHARE_MAX = 0.0001

/** What the product makes of a pair: strangers' tickets must also find each other by an index. */
function madeOf(one: PairTicket, other: PairTicket, isSamePerson: boolean): Judgement {
  if (!isSamePerson && !matchKeys(vault, one).some(key => matchKeys(vault, other).includes(key))) return 'different'
  const { relation } = relate(matterOf(one), matterOf(other), isSamePerson)
  return relation === 'none' ? 'different' : relation
}

interface Outcome extends JudgedPair {
  made: Judgement
}

const outcomesOf = (half: Half): Outcome[] =>
  judgedPairs(half).map(pair => ({ ...pair, made: madeOf(pair.one, pair.other, pair.isSamePerson) }))

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

function recall(outcomes: readonly Outcome[], judgement: Judgement): string {
  const all = outcomes.filter(outcome => outcome.judgement === judgement)
  const right = all.filter(outcome => outcome.made === judgement).length
  return all.length === 0 ? `no ${judgement}` : `${judgement} ${right} of ${all.length} (${percent(right, all.length)})`
}

describe('judged pairs of tickets', () => {
  for (const half of ['tune', 'measure'] as const) {
    it(`are put together wrongly in at most 1 of 100 merges: ${half}`, function () {
      const outcomes = outcomesOf(half)
      const merged = outcomes.filter(({ made }) => made !== 'different')
      const wrong = merged.filter(({ made, judgement }) => made !== judgement)
      this.test!.title += `: ${outcomes.length} pairs, ${wrong.length} of ${merged.length} merges wrong; found: ${(
        ['repeat', 'linked', 'group'] as const
      )
        .map(judgement => recall(outcomes, judgement))
        .join(', ')}`
      assert.ok(
        wrong.length <= WRONG_SHARE_MAX * merged.length,
        wrong.map(({ name, judgement, made }) => `${name}: ${judgement}, taken for ${made}`).join('\n')
      )
    })
  }

  it('of different cases are strangers to each other', function () {
    const cases = [...pairCases('tune'), ...pairCases('measure')]
    const all = cases.flatMap(({ name, tickets }) =>
      tickets.map(({ letter, ticket }) => ({ name, letter, matter: matterOf(ticket), keys: matchKeys(vault, ticket) }))
    )
    const wrong: string[] = []
    let pairs = 0
    for (const [at, one] of all.entries()) {
      for (const other of all.slice(at + 1)) {
        if (one.name === other.name) continue
        pairs++
        if (!one.keys.some(key => other.keys.includes(key))) continue
        if (relate(one.matter, other.matter, false).relation === 'group')
          wrong.push(`${one.name} ${one.letter} / ${other.name} ${other.letter}`)
      }
    }
    this.test!.title += `: ${wrong.length} of ${pairs} pairs linked`
    assert.ok(wrong.length <= CROSS_SHARE_MAX * pairs, wrong.join('\n'))
  })

  it('are judged as one person’s or as strangers’, whichever fits the tickets', () => {
    for (const half of ['tune', 'measure'] as const) {
      for (const { name, judgement, isSamePerson } of judgedPairs(half)) {
        if (judgement === 'group') assert.ok(!isSamePerson, name)
        if (judgement === 'repeat' || judgement === 'linked') assert.ok(isSamePerson, name)
      }
    }
  })

  it('have words for every reason that is found', () => {
    const known = explainedFindings()
    const found = [...judgedPairs('tune'), ...judgedPairs('measure')].flatMap(
      ({ one, other, isSamePerson }) => relate(matterOf(one), matterOf(other), isSamePerson).reasons
    )
    const missing = found.map(({ feature, finding }) => `${feature}.${finding}`).filter(id => !known.includes(id))
    assert.deepEqual([...new Set(missing)], [])
  })
})
