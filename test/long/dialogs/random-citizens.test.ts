import assert from 'node:assert/strict'
import { type Played, RandomCitizens } from '../../dialogs/random-citizen/play.ts'

const SEEDS = 5000
/** Transcripts of failing seeds that are printed. */
const SHOWN = 5

/** Citizens' turns from the first message to the filing, in the middle of all who told so many facts at once. */
function medianTurns(played: readonly Played[], isOne: (facts: number) => boolean): number {
  const turns = played.filter(one => one.end === 'filed' && isOne(one.openingFacts)).map(one => one.turns)
  return turns.sort((a, b) => a - b)[Math.floor(turns.length / 2)] ?? 0
}

describe('random citizens, many', function () {
  this.timeout(30 * 60_000)
  const all: Played[] = []

  it(`reach their end in 25 turns, ${SEEDS} times`, async () => {
    const citizens = await RandomCitizens.open()
    for (let seed = 1; seed <= SEEDS; seed++) all.push(await citizens.play(seed))
    await citizens.close()
    const wrong = all.filter(({ end, differences }) => end === 'stuck' || differences.length > 0)
    const shown = wrong.slice(0, SHOWN).map(one => `seed ${one.seed}: ${one.end} ${one.differences}\n${one.transcript}`)
    assert.equal(wrong.length, 0, `${wrong.length} of ${SEEDS} seeds\n${shown.join('\n\n')}`)
  })

  it('files after four turns where five facts were told at once, after eight where one was', () => {
    const [five, one] = [medianTurns(all, facts => facts >= 5), medianTurns(all, facts => facts <= 1)]
    console.log(`      median turns to filed: ${five} after five facts or more, ${one} after one or none`)
    assert.ok(five > 0 && five <= 4, `${five} turns`)
    assert.ok(one > 0 && one <= 8, `${one} turns`)
  })
})
