// Transcripts once more, from a citizen's client: Direct Line over HTTP against a started server, nothing called directly.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fixedClock } from '../../../core/clock.ts'
import { sequentialIds } from '../../../core/ids.ts'
import { createLog } from '../../../core/log.ts'
import { projectRoot } from '../../../core/paths.ts'
import { createVault } from '../../../core/vault.ts'
import { createHotlineBot } from '../../../dialogs/index.ts'
import { openKnowledge } from '../../../kb/index.ts'
import { createUnderstand } from '../../../nlu/index.ts'
import { createTicketDesk } from '../../../tickets/index.ts'
import { startChatServer } from '../../fakes/chat-server.ts'
import { CitizenClient, until } from '../../fakes/citizen-client.ts'
import { type ChatFile, parseChat } from '../../transcripts/chat-file.ts'

const FOLDERS = ['scenarios', 'out-of-order', 'rapid-fire', 'corrections']
const folder = path.join(projectRoot, 'test', 'transcripts')
/** One citizen, nothing that another part of the house does in between. */
const isPlain = (file: ChatFile) => file.lines.every(line => line.type !== 'other')
const files = FOLDERS.flatMap(name => readdirSync(path.join(folder, name)).map(file => path.join(folder, name, file)))
  .filter(file => file.endsWith('.chat'))
  .map(file => ({ name: path.relative(folder, file), chat: parseChat(readFileSync(file, 'utf8')) }))
  .filter(({ chat }) => isPlain(chat))

/** Longer than the messages of a burst are apart. */
const QUIET_MS = 250

/** The file's turns: what is sent in a row, and the ids that answer it. */
function turnsOf({ lines }: ChatFile): { texts: string[]; ids: string[] }[] {
  const turns: { texts: string[]; ids: string[] }[] = []
  let isSpeaking = false
  for (const line of lines) {
    if (line.type === 'user') {
      if (isSpeaking) turns.at(-1)!.texts.push(line.text)
      else turns.push({ texts: [line.text], ids: [] })
    } else if (line.type === 'bot') turns.at(-1)?.ids.push(line.id)
    isSpeaking = line.type === 'user'
  }
  return turns
}

describe('transcripts over Direct Line', function () {
  this.timeout(60_000)
  const understand = createUnderstand()
  const knowledge = openKnowledge()

  it('are thirty or more', () => assert.ok(files.length >= 30, String(files.length)))

  for (const { name, chat } of files) {
    it(`answers as written: ${name}`, async () => {
      const clock = fixedClock(chat.now)
      const dataKey = Buffer.alloc(32, 3)
      const ids = sequentialIds()
      const vault = createVault({ key: dataKey, suite: 'international' })
      const log = createLog({ level: 'error', clock, write: () => undefined })
      const tickets = createTicketDesk({ vault, clock, ids, offsetMinutes: 480 })
      const services = { understand, knowledge, tickets, regionCode: '530700', offsetMinutes: 480, clock, ids, log }
      const server = await startChatServer({
        clock,
        dataKey,
        quietMs: QUIET_MS,
        createBot: state => createHotlineBot(state, services)
      })
      try {
        const citizen = await new CitizenClient(server.url).start()
        const said = async () =>
          (await citizen.activities()).activities.flatMap(({ channelData }) => channelData?.hotline?.replyId ?? [])
        let heard = (await until(async () => ((await said()).length > 0 ? await said() : null), 'the greeting')).length
        for (const { texts, ids: expected } of turnsOf(chat)) {
          for (const text of texts) await citizen.say(text)
          const now = await until(
            async () => {
              const all = await said()
              return all.length >= heard + expected.length && all.length > heard ? all : null
            },
            `an answer to ${texts.join(' / ')}`,
            15_000
          )
          assert.deepEqual(now.slice(heard), expected, texts.join(' / '))
          heard = now.length
        }
      } finally {
        await server.close()
      }
    })
  }
})
