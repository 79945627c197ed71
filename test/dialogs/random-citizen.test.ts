import assert from 'node:assert/strict'
import { RandomCitizens } from './random-citizen/play.ts'

// test/long/dialogs plays thousands; these few run with every change
const SEEDS = 60

describe('random citizens', function () {
  this.timeout(60_000)
  let citizens: RandomCitizens
  before(async () => {
    citizens = await RandomCitizens.open()
  })
  after(() => citizens.close())

  it('always reach the end they want in 25 turns, with a ticket that says what they told', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const played = await citizens.play(seed)
      assert.ok(played.end !== 'stuck', `seed ${seed} is stuck\n${played.transcript}`)
      assert.deepEqual(played.differences, [], `seed ${seed}\n${played.transcript}`)
    }
  })

  it('are the same for the same seed', async () => {
    const [once, again] = [await citizens.play(7), await citizens.play(7)]
    assert.equal(once.transcript.replace(/WL\d+/g, ''), again.transcript.replace(/WL\d+/g, ''))
  })
})
