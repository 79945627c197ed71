import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadOrCreateDataKey } from '../../core/data-key.ts'
import { AppError } from '../../core/errors.ts'

describe('data key', () => {
  let dataDir: string
  const file = () => path.join(dataDir, 'data.key')
  beforeEach(() => {
    dataDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'data-key-')), 'data')
  })
  afterEach(() => rmSync(path.dirname(dataDir), { recursive: true }))

  const refuses = (about: RegExp) =>
    assert.throws(
      () => loadOrCreateDataKey({ dataKey: null, dataDir }),
      (error: unknown) => error instanceof AppError && error.code === 'VAULT_KEY_INVALID' && about.test(error.message)
    )

  it('is made on first start, readable by its owner only, and the same ever after', () => {
    const key = loadOrCreateDataKey({ dataKey: null, dataDir })
    assert.equal(key.length, 32)
    assert.equal(statSync(file()).mode & 0o777, 0o600)
    assert.equal(statSync(dataDir).mode & 0o077, 0)
    assert.deepEqual(readdirSync(dataDir), ['data.key'])
    assert.deepEqual(loadOrCreateDataKey({ dataKey: null, dataDir }), key)
    assert.equal(readFileSync(file(), 'utf8'), `${key.toString('hex')}\n`)
  })

  it('differs on each installation', () => {
    const key = loadOrCreateDataKey({ dataKey: null, dataDir })
    const other = loadOrCreateDataKey({ dataKey: null, dataDir: path.join(dataDir, 'other') })
    assert.notDeepEqual(other, key)
  })

  it('comes from DATA_KEY where that is set, and no file is made then', () => {
    const dataKey = Buffer.alloc(32, 9)
    assert.equal(loadOrCreateDataKey({ dataKey, dataDir }), dataKey)
    assert.throws(() => statSync(file()))
  })

  it('is refused where others can read or write it', () => {
    loadOrCreateDataKey({ dataKey: null, dataDir })
    for (const mode of [0o640, 0o604, 0o666, 0o620]) {
      chmodSync(file(), mode)
      refuses(/chmod 600/)
    }
    chmodSync(file(), 0o400)
    assert.equal(loadOrCreateDataKey({ dataKey: null, dataDir }).length, 32)
  })

  it('is refused, and not replaced, where the file is malformed', () => {
    mkdirSync(dataDir)
    for (const text of ['', 'abc', `${'0'.repeat(63)}g`, 'ff'.repeat(33)]) {
      writeFileSync(file(), text, { mode: 0o600 })
      refuses(/64 hex digits/)
      assert.equal(readFileSync(file(), 'utf8'), text)
    }
  })

  it('says so where it cannot be read or written', () => {
    mkdirSync(file(), { recursive: true, mode: 0o700 })
    refuses(/data\.key/)
    rmSync(dataDir, { recursive: true })
    writeFileSync(dataDir, 'a file where the folder should be')
    refuses(/DATA_DIR/)
  })
})
