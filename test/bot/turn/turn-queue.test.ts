import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../core/errors.ts'
import { type ChatServer, startChatServer } from '../../fakes/chat-server.ts'
import { CitizenClient, until } from '../../fakes/citizen-client.ts'

const pendingIn = async ({ db }: ChatServer) =>
  (await db.selectFrom('activities').select('id').where('turn_state', '=', 'pending').execute()).length

describe('turn queue', () => {
  let server: ChatServer | null = null
  const open = async (...options: Parameters<typeof startChatServer>) => {
    server = await startChatServer(...options)
    return server
  }
  afterEach(async () => {
    await server?.close()
    server = null
  })

  it('greets once, then answers each message once and in order', async () => {
    const { url } = await open()
    const citizen = await new CitizenClient(url).start()
    await citizen.hears(1)
    for (const [at, text] of ['one', 'two', 'three'].entries()) {
      const id = await citizen.say(text)
      await citizen.hears(at + 2)
      const { activities } = await citizen.activities()
      assert.equal(activities.filter(({ replyToId }) => replyToId === id).length, 1)
    }
    assert.deepEqual(await citizen.botTexts(), ['conversation/start', '1: one', '2: two', '3: three'])
  })

  it('makes one turn of five messages sent at once, in the order of their ids, and loses none', async () => {
    const { url } = await open({ quietMs: 150 })
    const citizen = await new CitizenClient(url).start()
    await citizen.hears(1)
    const texts = ['a', 'b', 'c', 'd', 'e']
    const ids: string[] = []
    for (const text of texts) ids.push(await citizen.say(text))
    const [, answer] = await citizen.hears(2)
    assert.equal(answer, '1: a | b | c | d | e')
    assert.deepEqual([...ids].sort(), ids)
    await sleep(250)
    assert.equal((await citizen.botTexts()).length, 2)
  })

  it('loses and doubles none of thirty messages that come while turns run', async () => {
    const { url } = await open({ quietMs: 20, inTurn: () => sleep(15) })
    const citizen = await new CitizenClient(url).start()
    const texts = Array.from({ length: 30 }, (_, at) => `m${at}`)
    for (const text of texts) await citizen.say(text)
    const heard = await until(async () => {
      const said = (await citizen.botTexts()).slice(1).flatMap(text => text.replace(/^\d+: /, '').split(' | '))
      return said.length >= texts.length ? said : null
    }, 'all answers')
    assert.deepEqual(heard, texts)
  })

  it('answers somebody who never stops typing', async () => {
    const { url } = await open({ quietMs: 100 })
    const citizen = await new CitizenClient(url).start()
    await citizen.hears(1)
    const isTyping = { now: true }
    const typing = (async () => {
      for (let at = 0; isTyping.now; at++) {
        await citizen.say(`m${at}`)
        await sleep(40)
      }
    })()
    await citizen.hears(2, 3000)
    isTyping.now = false
    await typing
  })

  it('takes a resend for the same message, at the same time and later', async () => {
    const { url } = await open()
    const citizen = await new CitizenClient(url).start()
    await citizen.hears(1)
    const [first, second] = await Promise.all([citizen.say('once', 'key-1'), citizen.say('once', 'key-1')])
    await citizen.hears(2)
    const third = await citizen.say('once', 'key-1')
    await sleep(60)
    assert.deepEqual([second, third], [first, first])
    assert.deepEqual(await citizen.botTexts(), ['conversation/start', '1: once'])
    const { activities } = await citizen.activities()
    assert.equal(activities.filter(({ channelData }) => channelData?.clientActivityID === 'key-1').length, 1)
  })

  it('keeps nothing of a turn that fails, tries it again, and answers once', async () => {
    let failures = 0
    const { url, db } = await open({
      async inTurn(input) {
        if (input.event !== null) return
        await input.db.insertInto('ticket_numbers').values({ day: '20261124', last: 1 }).execute()
        if (failures++ < 2) throw new Error('in the middle')
      }
    })
    const citizen = await new CitizenClient(url).start()
    await citizen.say('file it')
    assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: file it'])
    assert.equal(failures, 3)
    const numbers = await db.selectFrom('ticket_numbers').selectAll().execute()
    assert.deepEqual(numbers, [{ day: '20261124', last: 1 }])
  })

  it('tells the citizen when a turn cannot be run, and the conversation goes on', async () => {
    const running = await open({
      inTurn: input => {
        if (input.messages.some(({ text }) => text === 'poison')) throw new AppError('INTERNAL')
      }
    })
    const citizen = await new CitizenClient(running.url).start()
    await citizen.hears(1)
    const id = await citizen.say('poison')
    await citizen.hears(2)
    await citizen.say('and now')
    assert.deepEqual(await citizen.hears(3), ['conversation/start', 'sorry', '1: and now'])
    const { activities } = await citizen.activities()
    const apologies = activities.filter(({ replyToId }) => replyToId === id)
    assert.deepEqual(
      apologies.map(({ channelData }) => channelData?.hotline?.replyId),
      ['repair.internal_error']
    )
    assert.equal(await pendingIn(running), 0)
  })

  it('runs again, at once and unseen, a turn that met another writer of the state', async () => {
    let conflicts = 0
    const { url } = await open({
      async inTurn({ event, db, conversationId }) {
        if (event !== null || conflicts++ > 0) return
        await db
          .updateTable('conversations')
          .set(eb => ({ state_version: eb('state_version', '+', 1) }))
          .where('id', '=', conversationId)
          .execute()
      }
    })
    const citizen = await new CitizenClient(url).start()
    await citizen.say('hello')
    assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: hello'])
    assert.equal(conflicts, 2)
  })

  it('lets conversations take turns: one that sends much does not hold up another', async () => {
    const order: string[] = []
    const { url } = await open({
      async inTurn({ event, messages }) {
        if (event !== null) return
        order.push(messages.map(({ text }) => text).join('+'))
        await sleep(20)
      }
    })
    const [busy, other] = [await new CitizenClient(url).start(), await new CitizenClient(url).start()]
    await Promise.all([busy.hears(1), other.hears(1)])
    await busy.say('busy-0')
    await Promise.all([busy.say('busy-1'), other.say('other')])
    for (let at = 2; at < 8; at++) await busy.say(`busy-${at}`)
    await until(() => order.join('+').split('+').length === 9, 'all turns')
    assert.ok(order.indexOf('other') <= 2, order.join(' '))
  })

  it('takes up after a restart what waited, with the state of before', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'turns-'))
    const same = { databaseUrl: `file:${path.join(folder, 'hotline.db')}`, dataKey: randomBytes(32) }
    try {
      const first = await open({ ...same, quietMs: 5000 })
      const citizen = await new CitizenClient(first.url).start()
      await citizen.hears(1)
      await citizen.say('before the restart')
      await first.close()
      const second = await open(same)
      citizen.url = second.url
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: before the restart'])
      await citizen.say('after it')
      assert.deepEqual((await citizen.hears(3))[2], '2: after it')
    } finally {
      await server?.close()
      server = null
      rmSync(folder, { recursive: true })
    }
  })

  it('gives up at the start a message over which the process died again and again', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'turns-'))
    const same = { databaseUrl: `file:${path.join(folder, 'hotline.db')}`, dataKey: randomBytes(32), quietMs: 60_000 }
    try {
      const first = await open(same)
      const citizen = await new CitizenClient(first.url).start()
      await citizen.hears(1)
      await citizen.say('crash')
      await first.db.updateTable('activities').set({ turn_attempts: 6 }).where('turn_state', '=', 'pending').execute()
      await first.close()
      const second = await open(same)
      citizen.url = second.url
      assert.deepEqual(await citizen.hears(2), ['conversation/start', 'sorry'])
    } finally {
      await server?.close()
      server = null
      rmSync(folder, { recursive: true })
    }
  })

  it('seals what was said and the state, and logs none of it', async () => {
    const { url, db, lines } = await open({
      inTurn: ({ messages }) => {
        if (messages.length > 0) throw new Error('我叫王小明,电话13800001234')
      }
    })
    const citizen = await new CitizenClient(url).start()
    await citizen.say('我叫王小明,电话13800001234')
    await citizen.hears(2)
    const rows = JSON.stringify([
      await db.selectFrom('activities').selectAll().execute(),
      await db.selectFrom('conversations').selectAll().execute()
    ])
    assert.ok(!/王小明|13800001234|conversation\/start/.test(rows))
    assert.ok(lines.length > 0)
    assert.ok(!/王小明|13800001234/.test(lines.join('')))
  })
})
