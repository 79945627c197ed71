// `npm run -s keys -- rotate [--new-key-file FILE]`: gives the vault a new key (core/key-rotation.ts). The instance must be
// stopped. Killed at any point, the same command goes on.
import { linkSync, renameSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { appendAudit } from '../core/audit.ts'
import { systemClock } from '../core/clock.ts'
import { type Config, loadConfig, readEnvironment } from '../core/config.ts'
import { KEY_FILE, loadOrCreateDataKey, loadOrCreateKeyFile, readKeyFile, syncKeyFolder } from '../core/data-key.ts'
import { type Database, openDatabase } from '../core/database/index.ts'
import { AppError } from '../core/errors.ts'
import { keyState, rotateKey, storedFingerprintKey } from '../core/key-rotation.ts'
import { createVault, fingerprintKeyOf } from '../core/vault.ts'
import { runCommand } from './line/arguments.ts'
import { refuseWhileServing } from './line/refuse-while-serving.ts'

const USAGE = 'usage: npm run -s keys -- rotate [--new-key-file FILE] [--by NAME]   (stop the instance first)'

const say = (line: string) => process.stdout.write(`${line}\n`)
const refuse = (detail = USAGE, cause?: unknown) => new AppError('CONFIG_INVALID', { detail, cause })

function readArgs() {
  const text = { type: 'string' as const }
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'new-key-file': text, by: text } })
    if (positionals.join(' ') !== 'rotate') throw refuse()
    return values
  } catch (cause) {
    throw cause instanceof AppError ? cause : refuse(USAGE, cause)
  }
}

interface Keys {
  oldKey: Buffer
  newKey: Buffer
  /** Puts the new key where the next start finds it; tells what the operator has to do. */
  adopt: () => string
}

function keysOf(config: Config, newKeyFile: string | undefined): Keys {
  if (config.dataKey) {
    const newKey = newKeyFile === undefined ? null : readKeyFile(path.resolve(newKeyFile))
    if (!newKey)
      throw refuse(
        'DATA_KEY is set, so the new key is yours to make: openssl rand -hex 32, in a file given as --new-key-file (mode 0600)'
      )
    return { oldKey: config.dataKey, newKey, adopt: () => 'now set DATA_KEY to the new key, and start the instance' }
  }
  if (newKeyFile !== undefined) throw refuse(`--new-key-file belongs to DATA_KEY; here ${KEY_FILE} is replaced`)
  const current = path.join(config.dataDir, KEY_FILE)
  const next = path.join(config.dataDir, `${KEY_FILE}.next`)
  const replaced = path.join(config.dataDir, `${KEY_FILE}.replaced`)
  return {
    oldKey: loadOrCreateDataKey(config),
    newKey: loadOrCreateKeyFile(next),
    adopt() {
      // There is a data.key at every moment: a start without one would make another.
      rmSync(replaced, { force: true })
      linkSync(current, replaced)
      renameSync(next, current)
      syncKeyFolder(config.dataDir)
      return `${KEY_FILE} is the new key; ${KEY_FILE}.replaced opens older backups only: keep it with them, or destroy it with them`
    }
  }
}

async function rotate(db: Database, config: Config, { oldKey, newKey, adopt }: Keys, actor: string): Promise<void> {
  const suite = config.cipherSuite
  const oldVault = createVault({ key: oldKey, suite })
  const newVault = createVault({ key: newKey, suite })
  const state = await keyState(db, oldVault, newVault)
  if (state !== 'new') {
    const kept = state === 'old' ? await storedFingerprintKey(db, oldVault) : null
    const fingerprintKey = kept ?? fingerprintKeyOf({ key: oldKey, suite })
    const sealed = await rotateKey(db, { oldKey, newKey, suite, fingerprintKey, clock: systemClock })
    say(`${sealed} ciphertexts sealed anew`)
    const entry = { actor, role: 'operator', action: 'keys.rotate', subject: 'vault', reason: '', detail: { sealed } }
    await appendAudit(db, entry, { vault: newVault, clock: systemClock })
  } else say('the database is at the new key already')
  say(adopt())
}

await runCommand(async () => {
  const values = readArgs()
  const config = loadConfig(readEnvironment())
  await refuseWhileServing(config)
  const keys = keysOf(config, values['new-key-file'])
  const db = await openDatabase(config.databaseUrl, { clock: systemClock })
  try {
    await rotate(db, config, keys, values.by ?? os.userInfo().username)
    return true
  } finally {
    await db.destroy()
  }
})
