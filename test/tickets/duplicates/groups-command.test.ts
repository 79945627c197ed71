import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { systemClock } from '../../../core/clock.ts'
import { loadConfig } from '../../../core/config.ts'
import { randomIds } from '../../../core/ids.ts'
import { openStore } from '../../../core/open-store.ts'
import { projectRoot } from '../../../core/paths.ts'
import { createTicketDesk } from '../../../tickets/index.ts'
import { complaintDraft } from '../drafts.ts'

const run = promisify(execFile)

describe('npm run groups', function () {
  this.timeout(60_000)
  let folder = ''
  let environment: Record<string, string>
  const filed: string[] = []

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'groups-'))
    environment = { DATABASE_URL: `file:${path.join(folder, 'hotline.db')}`, DATA_KEY: 'ab'.repeat(32) }
    const { db, vault } = await openStore(loadConfig(environment), { clock: systemClock })
    const desk = createTicketDesk({ vault, clock: systemClock, ids: randomIds, offsetMinutes: 480 })
    for (const phone of ['13800000001', '13800000002', '13800000003']) {
      const draft = { ...complaintDraft, requester: { ...complaintDraft.requester, phone } }
      const origin = { conversationId: `of ${phone}`, userId: 'dl_x' }
      const [ticket] = await db.transaction().execute(trx => desk.file(trx, [draft], origin))
      filed.push(ticket!.ticketNo)
    }
    await db.destroy()
  })
  after(() => rmSync(folder, { recursive: true }))

  const groups = (...args: string[]) =>
    run(process.execPath, ['--import', 'tsx', path.join(projectRoot, 'scripts/groups.ts'), ...args], {
      cwd: projectRoot,
      env: { PATH: process.env.PATH, ...environment }
    })

  it('lists them with their master, and takes a ticket out for a reason', async () => {
    const [first, second, third = ''] = filed
    const { stdout: listed } = await groups('list')
    assert.match(listed, /3 tickets/)
    assert.match(listed, new RegExp(`\\* ${first}`))
    await assert.rejects(groups('split', third), ({ code, stderr }) => code === 2 && /--reason/.test(stderr))
    await groups('split', third, '--reason', '不是同一个团')
    const { stdout: left } = await groups('master', second!, '--reason', '材料最全')
    assert.match(left, new RegExp(`2 tickets[\\s\\S]*\\* ${second}`))
    assert.doesNotMatch(left, new RegExp(third))
  })
})
