// A second process on one database: says that it is ready, waits for its input to end, sends what is due, ends.
import { systemClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { createIntakeClient, createOutbox } from '../../../tickets/index.ts'
import { CREDENTIALS, listeningLog, vault } from '../world.ts'

const [databaseUrl = '', url = ''] = process.argv.slice(2)
const db = await openDatabase(databaseUrl)
const client = createIntakeClient({ ...CREDENTIALS, url }, { clock: systemClock, ids: randomIds })
const outbox = createOutbox({ db, vault, clock: systemClock, client, log: listeningLog().log })
process.stdout.write('ready\n')
for await (const _ of process.stdin);
await outbox.drainOnce()
await db.destroy()
