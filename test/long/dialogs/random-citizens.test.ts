import assert from 'node:assert/strict'
import { RandomCitizens } from '../../dialogs/random-citizen/play.ts'

const SEEDS = 5000

describe('random citizens, many', function () {
  this.timeout(30 * 60_000)

  it(`reach their end in 25 turns, ${SEEDS} times`, async () => {
    const citizens = await RandomCitizens.open()
    for (let seed = 1; seed <= SEEDS; seed++) {
      const played = await citizens.play(seed)
      assert.ok(played.end !== 'stuck', `seed ${seed} is stuck\n${played.transcript}`)
      assert.deepEqual(played.differences, [], `seed ${seed}\n${played.transcript}`)
    }
    await citizens.close()
  })
})
