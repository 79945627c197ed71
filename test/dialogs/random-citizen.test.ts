import assert from 'node:assert/strict'
import { playRandom } from './random-citizen.ts'

// test/long/dialogs plays thousands; these few run with every change
const SEEDS = 60

describe('random citizens', function () {
  this.timeout(30_000)

  it('always reach the end they want in 25 turns, with a ticket that says what they told', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const played = await playRandom(seed)
      assert.ok(played.end !== 'stuck', `seed ${seed} is stuck\n${played.transcript}`)
      assert.deepEqual(played.differences, [], `seed ${seed}\n${played.transcript}`)
    }
  })

  it('are the same for the same seed', async () => {
    assert.deepEqual(await playRandom(7), await playRandom(7))
  })
})
