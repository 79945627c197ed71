import { AppError } from '../../core/errors.ts'
import type { BlobStore } from '../../tickets/index.ts'

/** The store of files in memory; `isDown` makes it fail as a full disk does. */
export interface MemoryBlobs extends BlobStore {
  readonly kept: Map<string, { bytes: Buffer; writtenMs: number }>
  isDown: boolean
}

export function memoryBlobs(now: () => number = () => 0): MemoryBlobs {
  const kept: MemoryBlobs['kept'] = new Map()
  const blobs: MemoryBlobs = {
    kept,
    isDown: false,
    async put(key, bytes) {
      if (blobs.isDown) throw new AppError('EVIDENCE_STORE_FAILED', { detail: 'ENOSPC' })
      kept.set(key, { bytes: Buffer.from(bytes), writtenMs: now() })
    },
    async get(key) {
      if (blobs.isDown) throw new AppError('EVIDENCE_STORE_FAILED', { detail: 'EIO' })
      return kept.get(key)?.bytes ?? null
    },
    async delete(key) {
      kept.delete(key)
    },
    async *list() {
      for (const [key, { writtenMs }] of [...kept]) yield { key, writtenMs }
    }
  }
  return blobs
}
