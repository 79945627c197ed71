// What stands between the chats and the intake, as a process of its own that can be killed: outbox, poller and the address
// for callbacks, on a real database file. Bundled by the test that starts it, since it is started some two hundred times.
import http from 'node:http'
import { ActivityStore } from '../../bot/turn/activity-store.ts'
import { systemClock } from '../../core/clock.ts'
import { openDatabase } from '../../core/database/index.ts'
import { randomIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault } from '../../core/vault.ts'
import {
  createIntakeClient,
  createOutbox,
  createPoller,
  nativeCallbacks,
  type OnChanged,
  receiveCallback
} from '../../tickets/index.ts'

const [databaseUrl = '', dataKey = '', url = '', port = ''] = process.argv.slice(2)
const vault = createVault({ key: Buffer.from(dataKey, 'hex'), suite: 'international' })
const log = createLog({ level: 'warn', clock: systemClock })
const db = await openDatabase(databaseUrl)
const settings = { appId: 'dev', secret: 'dev-secret', algorithm: 'HMAC-SHA256' as const, url }
const client = createIntakeClient(settings, { clock: systemClock, ids: randomIds, timeoutMs: 2500 })
const callbacks = nativeCallbacks(settings)
const store = new ActivityStore({ vault, clock: systemClock })
// As bot/chat.ts does it: a turn that tells the citizen, stored with the change itself.
const onChanged: OnChanged = async (trx, { ticketNo, conversationId }) => {
  if (conversationId !== null) await store.addEvent(trx, conversationId, { name: 'ticket/status', value: { ticketNo } })
}
const mirror = { db, vault, clock: systemClock, log, onChanged }

const server = http.createServer(async (req, res) => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const request = { method: 'POST', pathWithQuery: req.url ?? '', headers: req.headers, rawBody: Buffer.concat(chunks) }
  const answer = await receiveCallback({ ...mirror, callbacks }, request).catch(() => ({ httpStatus: 500, body: {} }))
  res.writeHead(answer.httpStatus)
  res.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
})
server.listen(Number(port), '127.0.0.1', () => {
  createOutbox({ db, vault, clock: systemClock, client, log }).start()
  createPoller({ ...mirror, client, intervalMs: 400 }).start()
  process.stdout.write('ready\n')
})
