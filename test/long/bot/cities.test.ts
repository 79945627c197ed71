// One and the same test for each city that ships: the hotline as a process, an intake that speaks like that city, citizens
// who chat. The intake is written from its description, so what passes here passed through the profile alone.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { createLog } from '../../../core/log.ts'
import { type Sandbox, sandboxCallbackPath, startSandbox } from '../../../sandbox/index.ts'
import { openSandboxStore, type SandboxStore } from '../../../sandbox/store.ts'
import { pushAgain } from '../../../tickets/index.ts'
import { CitizenClient, type SeenActivity, until } from '../../fakes/citizen-client.ts'
import { HotlineInstallation } from '../../fakes/hotline-process.ts'
import { assertNothingPersonal } from '../../log-watch/personal-data.ts'

const PAIR =
  '我前天参加康途旅行社的丽江一日游,导游硬拉我们进古城的玉器店,不买不让走,我花了3800买了个手镯,要求退钱。我叫覃小禾,电话13800004321'
const ONE =
  '我前天在古城大研客栈住店,前台说好含早餐结果没有,押金500块也不退,我要求把押金退给我。地址是丽江古城区五一街。我叫覃小禾,电话13800004321'
const ANSWERS: Record<string, string> = { consent: '同意', confirm: '确认提交', choice: '投诉' }
const MORE_MAX = 10
const PATIENCE_MS = 20_000

interface City {
  name: 'native' | 'county' | 'province'
  /** It has to be asked, for it calls nobody. */
  isAsked: boolean
  /** How it refuses what is not filled in as it wants. */
  refusal: { code: string; field: RegExp }
}

const CITIES: City[] = [
  { name: 'native', isAsked: false, refusal: { code: 'INVALID_FIELDS', field: /content/ } },
  { name: 'county', isAsked: true, refusal: { code: 'INVALID_PARAM', field: /remark/ } },
  { name: 'province', isAsked: false, refusal: { code: '1001', field: /nr/ } }
]

const isBot = ({ type, from }: SeenActivity) => type === 'message' && from.role === 'bot'
const replyIdOf = ({ channelData }: SeenActivity) => channelData?.hotline?.replyId ?? ''

for (const city of CITIES) {
  describe(`a city that speaks ${city.name}`, function () {
    this.timeout(120_000)
    let hotline: HotlineInstallation
    let sandbox: Sandbox
    let orders: SandboxStore
    let db: Database

    before(async () => {
      // The hotline's port is known before it starts, and the intake knows where to call.
      hotline = await HotlineInstallation.create({})
      const callbackPath = sandboxCallbackPath(city.name)
      const databaseUrl = `file:${hotline.folder}/intake.db`
      sandbox = await startSandbox({
        port: 0,
        databaseUrl,
        profile: city.name,
        appId: 'city-app',
        secret: 'their-secret',
        callbackSecret: 'their-other-secret',
        algorithm: 'HMAC-SM3',
        callbackUrl: callbackPath === null ? null : hotline.url + callbackPath,
        log: createLog({ level: 'error', clock: systemClock })
      })
      orders = openSandboxStore(databaseUrl, systemClock)
      await hotline.start(null, {
        INTAKE_URL: sandbox.url,
        INTAKE_PROFILE: city.name,
        INTAKE_APP_ID: 'city-app',
        INTAKE_SECRET: 'their-secret',
        INTAKE_CALLBACK_SECRET: 'their-other-secret',
        INTAKE_ALGORITHM: 'HMAC-SM3',
        // Where it calls, nothing may come back by asking.
        INTAKE_POLL_SECONDS: city.isAsked ? '1' : '3600',
        TURN_QUIET_MS: '0'
      })
      db = await openDatabase(hotline.databaseUrl, { clock: systemClock })
    })
    after(async () => {
      await orders?.destroy()
      await db?.destroy()
      await hotline.close()
      await sandbox?.close()
      assertNothingPersonal(hotline.lines, ['覃小禾'])
    })
    afterEach(() => fault({ mode: 'none' }))

    const post = async (path: string, body: object) => {
      const response = await fetch(`http://127.0.0.1:${sandbox.port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      })
      assert.equal(response.status, 200, await response.text())
    }
    const fault = (setting: object) => post('/faults', setting)
    const move = async (ticketNo: string, status: string, more: object = {}) =>
      post(`/orders/${(await orderOf(ticketNo)).work_order_no}`, { status, ...more })

    const orderOf = (ticketNo: string) =>
      until(
        () => orders.selectFrom('orders').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirst(),
        `an order for ${ticketNo}`,
        PATIENCE_MS
      )
    const followUps = async (ticketNo: string) =>
      orders
        .selectFrom('follow_ups')
        .selectAll()
        .where('work_order_no', '=', (await orderOf(ticketNo)).work_order_no)
        .orderBy('received_at_ms')
        .execute()
    const ticketOf = (ticketNo: string) =>
      db.selectFrom('tickets').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirstOrThrow()
    const outboxOf = (ticketNo: string) =>
      db.selectFrom('outbox').selectAll().where('ticket_no', '=', ticketNo).orderBy('id').execute()
    const isMirrored = (ticketNo: string, status: string) =>
      until(async () => (await ticketOf(ticketNo)).status === status, `${ticketNo} being ${status}`, PATIENCE_MS)

    const botMessages = async (citizen: CitizenClient) => (await citizen.activities()).activities.filter(isBot)

    /** What the bot answers to this message. */
    async function say(citizen: CitizenClient, text: string): Promise<SeenActivity[]> {
      const id = await citizen.say(text)
      return until(
        async () => {
          const found = (await botMessages(citizen)).filter(({ replyToId }) => replyToId === id)
          return found.length > 0 ? found : null
        },
        `an answer to ${text.slice(0, 8)}`,
        PATIENCE_MS
      )
    }

    /** Tells and confirms; the numbers that the citizen was given. */
    async function file(citizen: CitizenClient, opening: string): Promise<string[]> {
      let messages = await say(citizen, opening)
      for (let more = 0; more < MORE_MAX; more++) {
        const filed = messages.flatMap(({ channelData }) => channelData?.hotline?.filed ?? [])
        if (filed.length > 0) return filed.map(({ ticketNo }) => ticketNo)
        const asks = messages.at(-1)?.channelData?.hotline?.asks ?? ''
        messages = await say(citizen, ANSWERS[asks] ?? '没有了')
      }
      return assert.fail('it was never filed')
    }
    const newCitizen = () => new CitizenClient(hotline.url).start()
    const isHeard = (citizen: CitizenClient, words: string) =>
      until(
        async () => (await botMessages(citizen)).some(({ text }) => text?.includes(words)),
        `hearing ${words}`,
        PATIENCE_MS
      )

    it('gets report and complaint of one matter, linked, whole and once', async () => {
      const numbers = await file(await newCitizen(), PAIR)
      assert.equal(numbers.length, 2)
      const filed = await Promise.all(numbers.map(orderOf))
      for (const [index, order] of filed.entries()) {
        for (const words of ['康途旅行社', '玉器店', '13800004321', '覃小禾', '3800'])
          assert.ok(order.canonical.includes(words), `${words} in order ${index}`)
        await until(
          async () => (await ticketOf(order.ticket_no)).work_order_no === order.work_order_no,
          'the stored receipt',
          PATIENCE_MS
        )
      }
      const isLinked = filed.some(({ canonical, ticket_no }) =>
        numbers.some(other => other !== ticket_no && canonical.includes(other))
      )
      assert.ok(isLinked, 'one names the other')
    })

    it('is followed to the end in the conversation: 受理, 派单, 办理, 答复, 办结', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      for (const [status, department, message] of [
        ['accepted', '市旅游投诉受理中心', '您的投诉已经登记'],
        ['dispatched', '古城区文旅局', '交给古城区办理'],
        ['in_progress', '古城区文旅局', '正在联系客栈'],
        ['replied', '古城区文旅局', '客栈同意退还押金'],
        ['closed', '古城区文旅局', '押金已经退回']
      ] as const) {
        await move(ticketNo, status, { department, message })
        await isHeard(citizen, message)
        const { status: shown, department: who } = await ticketOf(ticketNo)
        assert.deepEqual([shown, who], [status, department])
      }
      const changes = (await botMessages(citizen)).filter(message => replyIdOf(message) === 'status.changed')
      assert.equal(changes.length, 5, 'each told once')
    })

    it('is told of supplement, urge and withdrawal, in order', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      await say(citizen, '我要补充,押金是扫码付的')
      await say(citizen, '催一下')
      await say(citizen, '催')
      await say(citizen, '我要撤回投诉')
      await say(citizen, '确定撤回')
      await isMirrored(ticketNo, 'withdrawn')
      const after = await followUps(ticketNo)
      assert.deepEqual(
        after.map(({ operation }) => operation),
        ['supplements', 'urges', 'withdrawal']
      )
      assert.ok(after[0]?.canonical.includes('押金是扫码付的'))
      const isDone = async () => (await outboxOf(ticketNo)).every(({ state }) => state === 'sent')
      await until(isDone, 'an empty outbox', PATIENCE_MS)
    })

    it('has one order where its answer was lost', async () => {
      await fault({ mode: 'drop-after-accept', count: 1 })
      const [ticketNo = ''] = await file(await newCitizen(), ONE)
      const isDone = async () => (await outboxOf(ticketNo)).every(({ state }) => state === 'sent')
      await until(isDone, 'an empty outbox', PATIENCE_MS)
      const [row] = await outboxOf(ticketNo)
      assert.ok((row?.attempts ?? 0) > 1, 'the first answer never came')
      assert.equal((await ticketOf(ticketNo)).work_order_no, (await orderOf(ticketNo)).work_order_no)
      const { all } = await orders
        .selectFrom('orders')
        .select(eb => eb.fn.countAll<number>().as('all'))
        .where('ticket_no', '=', ticketNo)
        .executeTakeFirstOrThrow()
      assert.equal(all, 1)
    })

    it('refuses a field: the ticket waits for a person, with the reason, and goes when it is pushed again', async () => {
      await fault({ mode: '422' })
      const [ticketNo = ''] = await file(await newCitizen(), ONE)
      await until(async () => (await outboxOf(ticketNo))[0]?.state === 'dead', 'the dead letter', PATIENCE_MS)
      const [row] = await outboxOf(ticketNo)
      assert.equal(row?.last_error_code, city.refusal.code)
      assert.match(row?.last_error_detail ?? '', city.refusal.field)
      await fault({ mode: 'none' })
      await pushAgain(db, row?.id ?? 0, systemClock)
      await orderOf(ticketNo)
    })

    it('is left alone for as long as it asks to be', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      await until(async () => (await outboxOf(ticketNo))[0]?.state === 'sent', 'being filed', PATIENCE_MS)
      await fault({ mode: '429', retryAfterSeconds: 3 })
      await say(citizen, '我要补充,押金是扫码付的')
      const row = await until(
        async () => (await outboxOf(ticketNo)).find(({ not_before }) => not_before !== null),
        'being told to wait',
        PATIENCE_MS
      )
      await fault({ mode: 'none' })
      const [kept] = await until(
        async () => {
          const found = await followUps(ticketNo)
          return found.length > 0 ? found : null
        },
        'the supplement',
        PATIENCE_MS
      )
      assert.ok(
        (kept?.received_at_ms ?? 0) >= Date.parse(row.not_before ?? ''),
        'not before the three seconds were over'
      )
    })

    it('cannot be played by somebody else', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      const order = await orderOf(ticketNo)
      await until(async () => (await ticketOf(ticketNo)).work_order_no !== null, 'the receipt', PATIENCE_MS)
      if (city.isAsked) {
        const { status } = await fetch(`${hotline.url}/intake/callback`, { method: 'POST', body: '{}' })
        assert.equal(status, 404, 'nobody may call where the city calls nobody')
        return
      }
      await fault({ mode: 'bad-callback-signature' })
      await move(ticketNo, 'closed', { message: '冒名的办结' })
      const refused = async () => {
        const text = await (await fetch(`${hotline.url}/metrics`)).text()
        return Number(/intake_callbacks_total\{outcome="BAD_SIGNATURE"\} (\d+)/.exec(text)?.[1] ?? 0) >= 2
      }
      await until(refused, 'two refusals', PATIENCE_MS)
      assert.equal((await ticketOf(ticketNo)).status, 'submitted')
      assert.ok(!(await citizen.botTexts()).join().includes('冒名的办结'))
      assert.equal((await orderOf(ticketNo)).work_order_no, order.work_order_no)
    })

    it('may tell twice and in any order', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      await fault({ mode: 'duplicate-events' })
      await move(ticketNo, 'accepted', { message: '已登记一号' })
      await isHeard(citizen, '已登记一号')
      await fault({ mode: 'shuffle-events' })
      await move(ticketNo, 'dispatched', { message: '已转办二号' })
      await move(ticketNo, 'in_progress', { message: '在办理三号' })
      await move(ticketNo, 'replied', { message: '已答复四号' })
      await isHeard(citizen, '已答复四号')
      // What is late has come by then, and has changed nothing.
      await until(
        async () =>
          (await db.selectFrom('ticket_events').select('seq').where('ticket_no', '=', ticketNo).execute()).filter(
            ({ seq }) => seq > 1
          ).length >= 4,
        'all four events',
        PATIENCE_MS
      )
      await sleep(500)
      assert.equal((await ticketOf(ticketNo)).status, 'replied')
      const texts = await citizen.botTexts()
      for (const words of ['已登记一号', '已转办二号', '在办理三号', '已答复四号'])
        assert.ok(texts.filter(text => text.includes(words)).length <= 1, `${words} told at most once`)
    })

    it('names a state that nobody knows: an alert, and nothing changes', async () => {
      const citizen = await newCitizen()
      const [ticketNo = ''] = await file(citizen, ONE)
      await move(ticketNo, 'accepted', { message: '先受理了' })
      await isHeard(citizen, '先受理了')
      const before = hotline.lines.length
      await fault({ mode: 'unknown-status' })
      await move(ticketNo, 'in_progress')
      const alert = () => hotline.lines.slice(before).find(line => line.includes('INTAKE_UNKNOWN_STATUS'))
      const line = await until(alert, 'the alert', PATIENCE_MS)
      assert.match(line, city.name === 'province' ? /已归档/ : /ARCHIVED/)
      assert.equal((await ticketOf(ticketNo)).status, 'accepted')
    })
  })
}
