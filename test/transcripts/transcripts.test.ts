import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { parseChat } from './chat-file.ts'
import { type Outcome, playChat } from './play-chat.ts'

const folder = path.join(projectRoot, 'test', 'transcripts')
const situations = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())

/** Most citizen's turns from opening to filed, by facts in the opening (issue 4). */
const MEDIAN_MAX = { five: 4, one: 8 }

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return (low + high) / 2
}

describe('transcripts', function () {
  this.timeout(20_000)
  const outcomes: (Outcome & { facts: number | null })[] = []
  for (const { name } of situations) {
    describe(name, () => {
      for (const file of readdirSync(path.join(folder, name)).filter(entry => entry.endsWith('.chat'))) {
        const chat = parseChat(readFileSync(path.join(folder, name, file), 'utf8'))
        it(`${chat.title} (${file})`, async () => {
          const outcome = await playChat(chat)
          outcomes.push({ ...outcome, facts: chat.facts })
          assert.deepEqual(outcome.failures, [], `\n${outcome.transcript}\n`)
        })
      }
    })
  }

  describe('all of them', () => {
    it('never ask again for what was said, chosen or refused', function () {
      const questions = outcomes.reduce((sum, outcome) => sum + outcome.questions, 0)
      const again = outcomes.flatMap(outcome => outcome.askedAgain)
      this.test!.title += `: ${again.length} of ${questions} questions in ${outcomes.length} transcripts`
      assert.deepEqual(again, [])
    })

    it('are filed in few turns', function () {
      const turns = (wanted: (facts: number) => boolean) =>
        outcomes.flatMap(({ facts, turnsToFiled }) =>
          facts !== null && wanted(facts) && turnsToFiled !== null ? [turnsToFiled] : []
        )
      const five = turns(facts => facts >= 5)
      const one = turns(facts => facts === 1)
      this.test!.title +=
        `: median ${median(five)} of ${five.length} openings with five facts,` +
        ` ${median(one)} of ${one.length} openings with one fact`
      assert.ok(median(five) <= MEDIAN_MAX.five && median(one) <= MEDIAN_MAX.one)
    })
  })
})
