// A change of the vault's key in a process of its own that is killed by SIGKILL once N ciphertexts are sealed anew.
// Arguments: database url, N, batch.
import { systemClock } from '../../core/clock.ts'
import { openDatabase } from '../../core/database/index.ts'
import { rotateKey } from '../../core/key-rotation.ts'
import { fingerprintKeyOf } from '../../core/vault.ts'

const [url = '', killAt = '0', batch = '1'] = process.argv.slice(2)
const oldKey = Buffer.alloc(32, 1)
const db = await openDatabase(url)
await rotateKey(db, {
  oldKey,
  newKey: Buffer.alloc(32, 2),
  suite: 'international',
  fingerprintKey: fingerprintKeyOf({ key: oldKey, suite: 'international' }),
  clock: systemClock,
  batch: Number(batch),
  onProgress: sealed => {
    if (sealed >= Number(killAt)) process.kill(process.pid, 'SIGKILL')
  }
})
await db.destroy()
