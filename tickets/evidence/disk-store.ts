// Files of the store on this machine's disk, readable by their owner only.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import type { BlobStore } from './blob-store.ts'

const KEY = /^[\w-]+(?:\/[\w-]+)*$/
/** Of a file that is being written; swept where a crash left one. */
const DRAFT = '.part'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    // Node's message would name the path.
    throw cause instanceof AppError ? cause : new AppError('EVIDENCE_STORE_FAILED', { cause, detail: codeOf(cause) })
  }
}

/** Without those that are not there (any more). */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

export function createDiskStore(folder: string): BlobStore {
  function fileOf(key: string): string {
    if (!KEY.test(key)) throw new AppError('INTERNAL', { detail: 'a key of the store of files that is none' })
    return path.join(folder, ...key.split('/'))
  }

  async function* walk(inner: string): AsyncGenerator<{ key: string; writtenMs: number }> {
    for (const entry of await entriesOf(path.join(folder, inner))) {
      const key = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (entry.isDirectory()) yield* walk(key)
      else {
        const found = await stat(path.join(folder, key)).catch(() => null)
        if (found) yield { key, writtenMs: found.mtimeMs }
      }
    }
  }

  return {
    put: (key, bytes) =>
      guarded(async () => {
        const file = fileOf(key)
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
        const draft = `${file}.${randomBytes(6).toString('hex')}${DRAFT}`
        try {
          const handle = await open(draft, 'wx', 0o600)
          try {
            await handle.writeFile(bytes)
            await handle.sync()
          } finally {
            await handle.close()
          }
          await rename(draft, file)
        } catch (error) {
          await rm(draft, { force: true })
          throw error
        }
      }),

    get: key =>
      guarded(async () => {
        try {
          return await readFile(fileOf(key))
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null
          throw error
        }
      }),

    delete: key =>
      guarded(async () => {
        // Drafts of a crash have names that are no keys.
        const file = key.endsWith(DRAFT) ? path.join(folder, ...key.split('/')) : fileOf(key)
        await rm(file, { force: true })
        // The folder goes with the last file in it.
        await rmdir(path.dirname(file)).catch(() => {})
      }),

    async *list() {
      try {
        yield* walk('')
      } catch (cause) {
        throw new AppError('EVIDENCE_STORE_FAILED', { cause, detail: codeOf(cause) })
      }
    }
  }
}
