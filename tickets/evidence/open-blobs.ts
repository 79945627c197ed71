import type { BlobStore } from './blob-store.ts'
import { createDiskStore } from './disk-store.ts'
import { createS3Store, type S3Settings } from './s3-store.ts'

/** The store that the settings name: a bucket, else a folder of this machine. */
export function openBlobs({ dir, s3 }: { dir: string; s3: S3Settings | null }): BlobStore {
  return s3 ? createS3Store(s3) : createDiskStore(dir)
}
