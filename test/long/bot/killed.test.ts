// kill -9 at the worst moments, with real processes: afterwards each message has exactly one reply and the intake exactly one
// order for each ticket.
import assert from 'node:assert/strict'
import { systemClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database/index.ts'
import { createLog } from '../../../core/log.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { CitizenClient, type SeenActivity, until } from '../../fakes/citizen-client.ts'
import { type DeathPoint, HotlineInstallation } from '../../fakes/hotline-process.ts'
import { assertNothingPersonal } from '../../log-watch/personal-data.ts'

const OPENING =
  '我前天在古城大研客栈住店,前台说好含早餐结果没有,押金500块也不退,我要求把押金退给我。地址是丽江古城区五一街。我叫覃小禾,电话13800004321'
const ANSWERS: Record<string, string> = { consent: '同意', confirm: '确认提交', choice: '投诉' }
const MORE_MAX = 10
const READY = '确认提交'

interface Talk {
  citizen: CitizenClient
  said: string[]
}

const messagesOf = (activities: SeenActivity[]) => activities.filter(({ type }) => type === 'message')
const isBot = ({ from }: SeenActivity) => from.role === 'bot'
const replyIdOf = ({ channelData }: SeenActivity) => channelData?.hotline?.replyId ?? ''

describe('a hotline killed in the middle', function () {
  this.timeout(180_000)
  let sandbox: Sandbox
  let hotline: HotlineInstallation

  beforeEach(async () => {
    sandbox = await startSandbox({
      port: 0,
      databaseUrl: ':memory:',
      appId: 'dev',
      secret: 'dev-secret',
      algorithm: 'HMAC-SHA256',
      callbackUrl: null,
      log: createLog({ level: 'error', clock: systemClock })
    })
    hotline = await HotlineInstallation.create({ INTAKE_URL: sandbox.url })
  })
  afterEach(async () => {
    await hotline.close()
    await sandbox.close()
    assertNothingPersonal(hotline.lines, ['覃小禾'])
  })

  /** What is asked last, once the bot has answered `text`. */
  async function answerTo({ citizen, said }: Talk, text: string): Promise<string | null> {
    const id = await citizen.say(text, `said-${said.push(text)}`)
    const reply = await until(
      async () => (await replies(citizen)).findLast(({ replyToId }) => replyToId === id),
      `an answer to message ${said.length}`,
      30_000
    )
    return reply.channelData?.hotline?.asks ?? null
  }

  async function replies(citizen: CitizenClient) {
    return messagesOf((await citizen.activities()).activities).filter(isBot)
  }

  /** Talks until the bot asks for the confirmation. */
  async function talkToSummary(): Promise<Talk> {
    const talk = { citizen: await new CitizenClient(hotline.url).start(), said: [] }
    let asks = await answerTo(talk, OPENING)
    for (let more = 0; asks !== 'confirm' && more < MORE_MAX; more++)
      asks = await answerTo(talk, ANSWERS[asks ?? ''] ?? '没有了')
    assert.equal(asks, 'confirm')
    return talk
  }

  async function filed({ citizen }: Talk): Promise<string[]> {
    const found = await until(
      async () => {
        const told = (await replies(citizen)).flatMap(({ channelData }) => channelData?.hotline?.filed ?? [])
        return told.length > 0 ? told : null
      },
      'being told that it is filed',
      60_000
    )
    return found.map(({ ticketNo }) => ticketNo)
  }

  /** The intake has each ticket once, and our side knows its receipt. */
  async function assertOneOrderEach(ticketNos: string[]): Promise<void> {
    const open = async () => {
      const db = await openDatabase(hotline.databaseUrl, { clock: systemClock })
      try {
        return await db.selectFrom('outbox').select('id').where('state', '!=', 'sent').execute()
      } finally {
        await db.destroy()
      }
    }
    await until(async () => (await open()).length === 0, 'an empty outbox', 60_000)
    const page = await (await fetch(new URL('/', sandbox.url))).text()
    for (const ticketNo of ticketNos) {
      const orders = page.match(/<article id="[^"]+">[\s\S]*?<\/article>/g) ?? []
      assert.equal(orders.filter(order => order.includes(ticketNo)).length, 1, `one order for ${ticketNo}`)
      assert.equal(orders.length, ticketNos.length, 'and no other')
    }
  }

  /** Each message that was sent is answered by one turn, and nothing that was said came twice. */
  async function assertOneReplyEach({ citizen, said }: Talk): Promise<void> {
    const { activities } = await citizen.activities()
    const messages = messagesOf(activities)
    assert.deepEqual(
      messages.filter(activity => !isBot(activity)).map(({ text }) => text),
      said,
      'every message is there once, in order'
    )
    for (const { id, text } of messages.filter(activity => !isBot(activity))) {
      const answers = messages.filter(({ replyToId }) => replyToId === id).map(replyIdOf)
      assert.ok(answers.length > 0, `no answer to ${text?.length} characters`)
      assert.equal(new Set(answers).size, answers.length, `the same said twice: ${answers.join()}`)
    }
  }

  it('after a message was stored and before its turn: it is answered once', async () => {
    // The turn waits for more of a burst, and the process dies in this time.
    await hotline.start(null, { TURN_QUIET_MS: '2000' })
    const talk: Talk = { citizen: await new CitizenClient(hotline.url).start(), said: [] }
    await until(async () => (await replies(talk.citizen)).length > 0, 'the greeting', 10_000)
    const id = await talk.citizen.say(OPENING, `said-${talk.said.push(OPENING)}`)
    await hotline.kill()
    await hotline.start()
    await until(
      async () => (await replies(talk.citizen)).some(({ replyToId }) => replyToId === id),
      'an answer',
      30_000
    )
    // The page had no acknowledgement, so it sends again: the same message.
    assert.equal(await talk.citizen.say(OPENING, 'said-1'), id)
    await assertOneReplyEach(talk)
  })

  const points: [DeathPoint, string][] = [
    ['turn', 'in the middle of the turn that files'],
    ['send', 'after the citizen was told and before the order was sent'],
    ['receipt', 'after the intake took the order and before its receipt was stored']
  ]
  for (const [point, when] of points) {
    it(`${when}: filed once, told once`, async () => {
      await hotline.start(point)
      const talk = await talkToSummary()
      await talk.citizen.say(READY, `said-${talk.said.push(READY)}`)
      await hotline.dead()
      await hotline.start()
      const ticketNos = await filed(talk)
      await assertOneOrderEach(ticketNos)
      await assertOneReplyEach(talk)
      assert.equal((await filed(talk)).length, ticketNos.length)
      assert.equal(new Set(ticketNos).size, ticketNos.length, 'each told once')
      // The conversation lives on.
      await answerTo(talk, '谢谢')
      await assertOneReplyEach(talk)
    })
  }
})
