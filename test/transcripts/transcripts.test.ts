import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { type Outcome, parseChat, playChat } from './chat-file.ts'

const folder = path.join(projectRoot, 'test', 'transcripts')
const situations = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())

describe('transcripts', function () {
  this.timeout(20_000)
  const outcomes: Outcome[] = []
  for (const { name } of situations) {
    describe(name, () => {
      for (const file of readdirSync(path.join(folder, name)).filter(entry => entry.endsWith('.chat'))) {
        const chat = parseChat(readFileSync(path.join(folder, name, file), 'utf8'))
        it(`${chat.title} (${file})`, async () => {
          const outcome = await playChat(chat)
          outcomes.push(outcome)
          assert.deepEqual(outcome.failures, [], `\n${outcome.transcript}\n`)
        })
      }
    })
  }

  it('never asks again for what was said, chosen or refused, in all of them', () => {
    const questions = outcomes.reduce((sum, outcome) => sum + outcome.questions, 0)
    const again = outcomes.flatMap(outcome => outcome.failures.filter(failure => failure.startsWith('asked again')))
    assert.deepEqual(again, [], `${again.length} of ${questions} questions`)
  })
})
