import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { correctRow, deadLetters, pushAgain, rowContent } from '../../../tickets/index.ts'
import { complaintDraft, inquiryDraft, NOW } from '../drafts.ts'
import { createWorld, vault, type World } from '../world.ts'

describe('putting a refused row right', () => {
  let clock: FixedClock
  let world: World
  let id: number
  let number: string
  beforeEach(async () => {
    clock = fixedClock(NOW)
    world = await createWorld({ clock })
    await world.faults({ mode: '422' })
    ;[number = ''] = await world.file(complaintDraft)
    await world.outbox().drainOnce()
    await world.faults({ mode: 'none' })
    id = (await deadLetters(world.db))[0]!.id
  })
  afterEach(() => world.close())

  const correct = (path: string, value: unknown) =>
    world.db.transaction().execute(trx => correctRow(trx, id, [{ path, value }], { vault, clock }))

  it('sends the corrected ticket, once, when it is pushed again', async () => {
    await correct('place.text', '古城南门外的玉器店')
    await correct('requester.phone', '13900005678')
    await correct('amountInvolved', null)
    assert.equal((await deadLetters(world.db)).length, 1, 'correcting sends nothing')
    await pushAgain(world.db, id, clock)
    assert.equal(await world.outbox().drainOnce(), 1)
    assert.equal((await world.orderOf(number))?.events.length, 1)
    const { body } = await rowContent(world.db, id, vault, true)
    assert.equal((body as { place: { text: string } }).place.text, '古城南门外的玉器店')
    assert.equal((body as { requester: { phone: string } }).requester.phone, '13900005678')
    const identity = await world.db.selectFrom('identities').selectAll().executeTakeFirstOrThrow()
    assert.equal(identity.phone_fingerprint, vault.fingerprint('13900005678', 'phone'))
    const page = await (await fetch(`http://127.0.0.1:${world.sandbox.port}/`)).text()
    assert.ok(page.includes('古城南门外的玉器店') && page.includes('13900005678'))
  })

  it('shows what the row sends without who the requester is', async () => {
    const { row, body } = await rowContent(world.db, id, vault)
    assert.equal(row.last_error_code, 'INVALID_FIELDS')
    const text = JSON.stringify(body)
    assert.ok(text.includes('康途旅行社'))
    for (const secret of ['王小满', '13800001234', '学府路']) assert.ok(!text.includes(secret), secret)
  })

  const refusals: [string, string, unknown][] = [
    ['what the contract does not know', 'respondent.colour', 'red'],
    ['a value that the contract refuses', 'respondent.kind', 'pirate'],
    ['taking away what is required', 'place', null],
    ['the ticket’s number', 'ticketNo', 'WL20261123000099'],
    ['the consent', 'consent.at', '2026-11-23T10:00:00+08:00'],
    ['a path that is none', '__proto__.x', 1]
  ]
  for (const [what, path, value] of refusals) {
    it(`refuses ${what}, and leaves everything as it was`, async () => {
      const before = await world.db.selectFrom('tickets').select('body_sealed').executeTakeFirstOrThrow()
      await assert.rejects(correct(path, value), { code: 'TICKET_INVALID' })
      assert.deepEqual(await world.db.selectFrom('tickets').select('body_sealed').executeTakeFirstOrThrow(), before)
    })
  }

  it('gives no identity to a ticket that was filed without one', async () => {
    await world.faults({ mode: '422' })
    await world.file(inquiryDraft)
    await world.outbox().drainOnce()
    id = (await deadLetters(world.db))[1]!.id
    await assert.rejects(correct('requester.name', '李小满'), { code: 'TICKET_INVALID' })
  })

  it('corrects only what is dead', async () => {
    await pushAgain(world.db, id, clock)
    await assert.rejects(correct('place.text', '别处'), { code: 'NOT_FOUND' })
  })

  it('corrects the text of a supplement', async () => {
    await pushAgain(world.db, id, clock)
    await world.outbox().drainOnce()
    await world.db.transaction().execute(trx => world.desk.supplement(trx, number, '补充:车是白色的。'))
    await world.db.updateTable('outbox').set({ state: 'dead' }).where('operation', '=', 'supplement').execute()
    id = (await deadLetters(world.db))[0]!.id
    await correct('text', '补充:车是白色中巴。')
    assert.equal(((await rowContent(world.db, id, vault)).body as { text: string }).text, '补充:车是白色中巴。')
    await assert.rejects(correct('text', ''), { code: 'TICKET_INVALID' })
  })

  it('asks before it sends a pushed row, for the intake may have it', async () => {
    // What KEY_REUSED means: the intake holds an order under this number.
    await pushAgain(world.db, id, clock)
    await world.outbox().drainOnce()
    await world.db.updateTable('outbox').set({ state: 'dead', last_error_code: 'KEY_REUSED' }).execute()
    await world.db.updateTable('tickets').set({ work_order_no: null }).execute()
    await correct('place.text', '古城北门')
    await pushAgain(world.db, id, clock)
    assert.equal(await world.outbox().drainOnce(), 1)
    assert.deepEqual(await deadLetters(world.db), [])
    assert.equal((await world.orderOf(number))?.events.length, 1)
  })
})
