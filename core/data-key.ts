import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync
} from 'node:fs'
import path from 'node:path'
import { AppError } from './errors.ts'
import { DATA_KEY_BYTES } from './vault.ts'

export const KEY_FILE = 'data.key'
const OWNER_ONLY = 0o600
/** Reading and writing by the group or by others. */
const TOO_OPEN = 0o077

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** Mode and text of `file`, or null where there is none. */
function readFile(file: string): { mode: number; text: string } | null {
  try {
    const descriptor = openSync(file, 'r')
    try {
      return { mode: fstatSync(descriptor).mode, text: readFileSync(descriptor, 'utf8') }
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null
    throw new AppError('VAULT_KEY_INVALID', { cause, detail: `${KEY_FILE} in DATA_DIR cannot be read` })
  }
}

/** The key in `file` (64 hex digits, owner only), or null where there is no file. Throws VAULT_KEY_INVALID. */
export function readKeyFile(file: string): Buffer | null {
  const name = path.basename(file)
  const found = readFile(file)
  if (!found) return null
  // Windows has no such modes; there the folder's rights protect the file.
  if (process.platform !== 'win32' && (found.mode & TOO_OPEN) !== 0) {
    const shown = (found.mode & 0o777).toString(8).padStart(4, '0')
    throw new AppError('VAULT_KEY_INVALID', {
      detail: `${name} can be read by others (mode ${shown}); run chmod 600 on it`
    })
  }
  const text = found.text.trim()
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new AppError('VAULT_KEY_INVALID', {
      detail: `${name} does not hold 64 hex digits; give back the right file (without it, what is stored cannot be read)`
    })
  }
  return Buffer.from(text, 'hex')
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Writes a whole file and only then gives it its name: a start that dies in between leaves no half key. */
function createKeyFile(folder: string, file: string): void {
  const draft = path.join(folder, `.${KEY_FILE}.${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const descriptor = openSync(draft, 'wx', OWNER_ONLY)
    try {
      writeSync(descriptor, `${randomBytes(DATA_KEY_BYTES).toString('hex')}\n`)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    try {
      // link, unlike rename, never replaces the key that another start has just made.
      linkSync(draft, file)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    } finally {
      unlinkSync(draft)
    }
    syncFolder(folder)
  } catch (cause) {
    throw new AppError('VAULT_KEY_INVALID', { cause, detail: `${KEY_FILE} cannot be written to DATA_DIR` })
  }
}

/**
 * The 32-byte key of the vault: DATA_KEY where it is set, else the one in DATA_DIR/data.key, made on first start
 * (64 hex digits, mode 0600). Throws VAULT_KEY_INVALID where that file is too open, malformed or out of reach.
 */
export function loadOrCreateDataKey({ dataKey, dataDir }: { dataKey: Buffer | null; dataDir: string }): Buffer {
  return dataKey ?? loadOrCreateKeyFile(path.join(dataDir, KEY_FILE))
}

/** The key in `file`, made there where there is none. Throws VAULT_KEY_INVALID. */
export function loadOrCreateKeyFile(file: string): Buffer {
  const found = readKeyFile(file)
  if (found) return found
  createKeyFile(path.dirname(file), file)
  const created = readKeyFile(file)
  if (!created) throw new AppError('VAULT_KEY_INVALID', { detail: `${path.basename(file)} vanished` })
  return created
}

/** Makes a renaming in `folder` survive a power cut. */
export function syncKeyFolder(folder: string): void {
  syncFolder(folder)
}
