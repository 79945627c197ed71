// Citizens who want to stay unknown file through the real instance; then everything it wrote is searched for them.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { systemClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database/index.ts'
import { SqliteHandle } from '../../../core/database/sqlite-handle.ts'
import { projectRoot } from '../../../core/paths.ts'
import { readWorkbook } from '../../../core/workbook.ts'
import { modelFile } from '../../../nlu/index.ts'
import { freePort } from '../../../scripts/line/instance.ts'
import { Line } from '../../../scripts/line/line.ts'
import { play } from '../../../scripts/line/play.ts'
import type { Script } from '../../../scripts/line/script.ts'
import { photo, TELLTALES } from '../../fakes/evidence-files.ts'
import { HotlineInstallation } from '../../fakes/hotline-process.ts'
import { until } from '../../tickets/world.ts'
import { filesBelow, findInFiles, findSecrets, type Secret } from './find-secrets.ts'

const run = promisify(execFile)

const SECRETS: Secret[] = [
  { name: 'name of the confidential reporter', text: '葛小禾' },
  { name: 'telephone of the confidential reporter', text: '13800007431' },
  { name: 'name of the anonymous reporter', text: '闻人映雪' },
  { name: 'telephone of the anonymous reporter', text: '13900006172' },
  { name: 'name of the complainant', text: '褚一诺' },
  { name: 'telephone of the complainant', text: '13700005283' },
  { name: 'address of the complainant', text: '花溪里九栋四单元' },
  { name: 'mail of the complainant', text: 'yinuo.chu@example.com' },
  { name: 'ID number', text: '110105194912310021' },
  { name: 'latitude', text: '26.872156' },
  { name: 'longitude', text: '100.233987' },
  { name: 'IP of the citizens', text: '203.0.113.177' },
  { name: 'openid', text: 'oGh7QwLeak-Test_openid-4821xZ' }
]

/** What the citizen's photo holds beside the picture. */
const IN_PHOTO: Secret[] = TELLTALES.map(text => ({ name: `in the photo: ${text.slice(0, 4)}…`, text }))
const EVERYTHING = [...SECRETS, ...IN_PHOTO]

const confidential: Script = {
  title: 'confidential report',
  opening: '我要举报古城区福慧路的极速蓝天网吧,昨晚十点多让七八个穿校服的学生上网,不看身份证',
  facts: {
    'requester.anonymous': '不匿名',
    'requester.confidential': '要保密,别让老板知道是我',
    'requester.name': '我叫葛小禾',
    'requester.phone': '13800007431',
    'requester.wantsReply': '要回复',
    choice: '举报商家违法违规',
    occurredAt: '昨天晚上十点多',
    place: '古城区福慧路',
    'respondent.name': '极速蓝天网吧',
    '*': '就知道这么多'
  },
  next: [],
  orders: ['report']
}

const anonymous: Script = {
  ...confidential,
  title: 'anonymous report with the name typed all the same',
  opening:
    '我是闻人映雪,电话13900006172,身份证110105194912310021,我要匿名举报大研古城的蓝月亮KTV,昨晚凌晨三点还在营业,位置26.872156,100.233987',
  facts: {
    ...confidential.facts,
    'requester.anonymous': '匿名',
    'requester.wantsReply': '不用回复',
    occurredAt: '昨晚凌晨三点',
    place: '大研古城七一街',
    'respondent.name': '蓝月亮KTV'
  }
}

const complaint: Script = {
  ...confidential,
  title: 'complaint with everything in one breath',
  opening:
    '我上周六参加康途旅行社的一日游,导游硬拉我们进古城玉器店,我花了3800元买手镯,要求退款。我叫褚一诺,电话13700005283,住花溪里九栋四单元,邮箱yinuo.chu@example.com',
  facts: {
    ...confidential.facts,
    choice: '两样都要',
    'requester.name': '褚一诺',
    'requester.phone': '13700005283',
    'requester.confidential': '不用保密',
    occurredAt: '上周六',
    place: '古城玉器店',
    'respondent.name': '康途旅行社',
    claims: '退款3800元'
  },
  orders: ['report', 'complaint']
}

describe('who reported', function () {
  this.timeout(200_000)
  let hotline: HotlineInstallation
  let sandboxUrl: string
  let environment: NodeJS.ProcessEnv
  const filed: string[] = []
  const fetchAsBefore = globalThis.fetch

  /** One of our commands, as an operator runs it. */
  const command = async (name: string, ...args: string[]): Promise<string> => {
    const file = path.join(projectRoot, 'scripts', `${name}.ts`)
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', file, ...args], {
      cwd: projectRoot,
      env: environment,
      maxBuffer: 64 * 1024 * 1024
    })
    return stdout + stderr
  }

  /** The conversation that was begun last. */
  let conversation = { conversationId: '', token: '' }

  /** Sends a photo into it, and waits until the bot has said something to it. */
  async function sendPhoto(): Promise<void> {
    const address = `${hotline.url}/v3/directline/conversations/${conversation.conversationId}`
    const headers = { authorization: `Bearer ${conversation.token}` }
    const body = new FormData()
    body.append('file', new Blob([photo()], { type: 'image/jpeg' }), 'IMG_0231.jpg')
    const sent = await fetch(`${address}/upload?userId=somebody`, { method: 'POST', headers, body })
    assert.ok(sent.ok, await sent.clone().text())
    const { id } = (await sent.json()) as { id: string }
    await until(async () => {
      const { activities } = (await (await fetch(`${address}/activities`, { headers })).json()) as {
        activities: { replyToId?: string }[]
      }
      return activities.some(({ replyToId }) => replyToId === id)
    }, 10_000)
  }

  async function tell(script: Script, hasPhoto = false): Promise<void> {
    const line = new Line(hotline.url)
    let isSent = !hasPhoto
    const onHeard = async () => {
      if (isSent) return
      isSent = true
      await sendPhoto()
    }
    const played = await play(line, script, { onHeard })
    line.close()
    assert.equal(played.problem, null, script.title)
    filed.push(...played.filed.map(({ ticketNo }) => ticketNo))
  }

  const told = (ticketNo: string) =>
    ticketNo === filed[0]
      ? '葛小禾您好,您反映的问题已经处理,回电13800007431未接通'
      : '褚一诺您好,您反映的问题已经处理,回电13700005283未接通,另拨13912345678'

  /** The intake tells of progress, and names the person in its message, as people do. */
  async function answer(db: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
    const tickets = () =>
      db.selectFrom('tickets').select(['ticket_no', 'work_order_no', 'status', 'identity_id']).execute()
    await until(async () => (await tickets()).every(row => row.work_order_no !== null), 20_000)
    for (const { ticket_no, work_order_no, identity_id } of await tickets()) {
      for (const status of ['accepted', 'replied', 'closed']) {
        const message = identity_id === null ? '举报的问题已经处理' : told(ticket_no)
        const body = new URLSearchParams({ status, message, department: '市文化市场综合行政执法支队', reason: '' })
        const response = await fetchAsBefore(`${sandboxUrl}/orders/${work_order_no}`, {
          method: 'POST',
          body,
          redirect: 'manual'
        })
        assert.ok(response.status < 400, String(response.status))
      }
    }
    await until(async () => (await tickets()).every(row => row.status === 'closed'), 20_000)
  }

  async function writeByBotFramework(): Promise<void> {
    const user = { id: 'oGh7QwLeak-Test_openid-4821xZ', name: '葛小禾' }
    const activity = {
      type: 'message',
      id: 'bf-1',
      channelId: 'wechat',
      serviceUrl: 'http://127.0.0.1:1/',
      conversation: { id: `conversation-of-${user.id}` },
      from: user,
      recipient: { id: 'bot' },
      text: '我叫葛小禾,电话13800007431,想问图书馆几点开门'
    }
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.177' }
    const response = await fetchAsBefore(`${hotline.url}/api/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify(activity)
    })
    assert.ok(response.ok, String(response.status))
  }

  before(async () => {
    const sandboxPort = await freePort()
    sandboxUrl = `http://127.0.0.1:${sandboxPort}`
    hotline = await HotlineInstallation.create({ INTAKE_SANDBOX_PORT: String(sandboxPort), INTAKE_URL: '' })
    environment = {
      PATH: process.env.PATH,
      PORT: new URL(hotline.url).port,
      DATABASE_URL: hotline.databaseUrl,
      DATA_KEY: hotline.dataKey.toString('hex')
    }
    // Whatever it keeps beside the database (copies of evidence, files for the platform) lies below this folder too.
    const folders = { DATA_DIR: path.join(hotline.folder, 'data'), EXPORT_DIR: path.join(hotline.folder, 'files') }
    await hotline.start(null, folders)
    // As a proxy in front tells whose address it is.
    globalThis.fetch = async (input, init) => {
      const headers = { ...init?.headers, 'x-forwarded-for': '203.0.113.177' }
      const response = await fetchAsBefore(input, { ...init, headers })
      if (String(input).endsWith('/directline/conversations'))
        conversation = (await response.clone().json()) as typeof conversation
      return response
    }
    await tell(confidential)
    await tell(anonymous)
    await tell(complaint, true)
    await writeByBotFramework()
    const db = await openDatabase(hotline.databaseUrl)
    await answer(db)
    await db.destroy()
  })
  after(async () => {
    globalThis.fetch = fetchAsBefore
    await hotline?.close()
  })

  it('is found where it may stand, so that the search itself is proven', async () => {
    assert.equal(filed.length, 4)
    const revealed = await command('privacy', 'reveal', filed[0]!, '--reason', '核对联系方式')
    assert.match(revealed, /葛小禾/)
    assert.match(revealed, /13800007431/)
    for (const { name, text } of SECRETS) {
      const bytes = Buffer.from(`x${text}y`)
      for (const coded of [`a${text}b`, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(text)]) {
        assert.ok(findSecrets('control', coded, [{ name, text }]).length > 0, name)
      }
    }
  })

  it('stands in no table and no byte of the database', async () => {
    const db = await openDatabase(hotline.databaseUrl)
    const { rows: tables } = await sql<{ name: string }>`
      SELECT name FROM sqlite_master WHERE type = 'table'`.execute(db)
    const hits: string[] = []
    let cells = 0
    for (const { name } of tables) {
      const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(name)}`.execute(db)
      cells += rows.length
      hits.push(...findSecrets(`table ${name}`, JSON.stringify(rows), SECRETS))
    }
    await db.destroy()
    assert.ok(tables.length >= 15 && cells > 60, `${tables.length} tables, ${cells} rows were searched`)
    // The sandbox stands for the 12345 centre, which is told who filed; its file is not ours.
    const files = filesBelow(hotline.folder).filter(file => !path.basename(file).startsWith('sandbox.db'))
    assert.ok(files.some(file => file.endsWith('hotline.db')))
    assert.deepEqual([...hits, ...findInFiles(files, EVERYTHING)], [])
  })

  it('stands in no handling copy of a file that the intake was given', () => {
    assert.equal(findSecrets('the photo as it was sent', photo(), IN_PHOTO).length >= IN_PHOTO.length, true)
    const [file] = filesBelow(hotline.folder).filter(name => path.basename(name) === 'sandbox.db')
    const handle = new SqliteHandle(file!)
    const copies = handle.prepare('SELECT name, data FROM uploads').all([]) as { name: string; data: ArrayBuffer }[]
    handle.close()
    assert.equal(copies.length, 1)
    for (const { name, data } of copies) {
      const bytes = Buffer.from(data)
      assert.equal(bytes.toString('hex', 0, 3), 'ffd8ff', 'a JPEG')
      assert.deepEqual(findSecrets('handling copy', bytes, EVERYTHING), [])
      assert.deepEqual(findSecrets('its name', name, EVERYTHING), [])
    }
  })

  it('stands in no line of the log, at its lowest level', () => {
    const log = hotline.lines.join('\n')
    assert.ok(hotline.lines.length > 5 && log.includes('"level":"debug"'), 'something was logged')
    assert.deepEqual(findSecrets('log', log, EVERYTHING), [])
  })

  it('stands in no metric and no public address', async () => {
    const hits: string[] = []
    for (const address of ['/metrics', '/healthz', '/readyz']) {
      const response = await fetchAsBefore(hotline.url + address)
      assert.equal(response.status, 200, address)
      hits.push(...findSecrets(address, await response.text(), SECRETS))
    }
    assert.deepEqual(hits, [])
  })

  it('stands in no file that is exported by default, no summary and no audit', async () => {
    const day = (offset: number) =>
      new Date(systemClock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10)
    const hits: string[] = []
    for (const format of ['csv', 'xlsx', 'json']) {
      const out = path.join(hotline.folder, `all.${format}`)
      const printed = await command('export', '--from', day(-2), '--to', day(3), '--format', format, '--out', out)
      // warnings of the log follow it
      assert.equal(JSON.parse(printed.split('\n')[0] ?? '').rows, filed.length)
      const bytes = readFileSync(out)
      const text = format === 'xlsx' ? JSON.stringify(await readWorkbook(bytes)) : bytes.toString('utf8')
      for (const ticketNo of filed) assert.ok(text.includes(ticketNo), `${format} holds ${ticketNo}`)
      hits.push(
        ...findSecrets(format, text, SECRETS),
        ...findSecrets(format, readFileSync(`${out}.manifest.json`), SECRETS)
      )
      hits.push(...findSecrets(format, printed, SECRETS))
    }
    hits.push(...findSecrets('summary', await command('summary', '--from', day(-2), '--to', day(3)), SECRETS))
    hits.push(...findSecrets('audit', await command('audit', 'list'), SECRETS))
    assert.match(await command('audit', 'verify'), /all as they were written/)
    assert.deepEqual(hits, [])
  })

  it('stands in no model file and no build', () => {
    const files = filesBelow(path.dirname(modelFile))
    assert.ok(files.includes(modelFile))
    assert.deepEqual(findInFiles(files, SECRETS), [])
  })

  it('stands nowhere after the vault’s key was changed and the instance started anew', async () => {
    await hotline.kill()
    const newKey = path.join(hotline.folder, 'new.key')
    writeFileSync(newKey, 'ab'.repeat(32), { mode: 0o600 })
    const told = await command('keys', 'rotate', '--new-key-file', newKey)
    assert.match(told, /sealed anew/)
    environment = { ...environment, DATA_KEY: 'ab'.repeat(32) }
    await hotline.start(null, { DATA_KEY: 'ab'.repeat(32) })
    assert.match(await command('privacy', 'reveal', filed[0]!, '--reason', '核对联系方式'), /13800007431/)
    assert.equal(JSON.parse(await command('privacy', 'find', '13800007431')).tickets.length, 1)
    assert.match(await command('audit', 'verify'), /all as they were written/)
    const files = filesBelow(hotline.folder).filter(file => !path.basename(file).startsWith('sandbox.db'))
    assert.deepEqual([...findInFiles(files, SECRETS), ...findSecrets('log', hotline.lines.join('\n'), SECRETS)], [])
  })
})
