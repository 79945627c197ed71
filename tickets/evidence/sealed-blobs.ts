// The bytes of one file: each is sealed with the file's own random key, which stands sealed in its row. The original and the copy
// for handling lie apart.
import { randomBytes } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import { createVault, DATA_KEY_BYTES, type Vault } from '../../core/vault.ts'
import type { BlobStore } from './blob-store.ts'

export type Part = 'original' | 'handling' | `chunk-${number}`

const keyContext = (fileId: string) => `evidence-key/${fileId}`
const nameContext = (fileId: string) => `evidence-name/${fileId}`
export const blobKey = (fileId: string, part: Part) => `${fileId}/${part}`

export function newSealedKey(vault: Vault, fileId: string): string {
  return vault.seal(randomBytes(DATA_KEY_BYTES).toString('hex'), keyContext(fileId))
}

export const sealName = (vault: Vault, fileId: string, name: string): string => vault.seal(name, nameContext(fileId))

export const openName = (vault: Vault, row: { id: string; name_sealed: string }): string =>
  vault.open(row.name_sealed, nameContext(row.id))

interface KeyedRow {
  id: string
  key_sealed: string
}

function vaultOf(vault: Vault, { id, key_sealed }: KeyedRow): Vault {
  const key = Buffer.from(vault.open(key_sealed, keyContext(id)), 'hex')
  return createVault({ key, suite: vault.suite })
}

export async function putPart(blobs: BlobStore, vault: Vault, row: KeyedRow, part: Part, bytes: Buffer): Promise<void> {
  const key = blobKey(row.id, part)
  await blobs.put(key, vaultOf(vault, row).sealBytes(bytes, key))
}

/** Throws EVIDENCE_NOT_FOUND, EVIDENCE_STORE_FAILED, VAULT_OPEN_FAILED where it was changed. */
export async function getPart(blobs: BlobStore, vault: Vault, row: KeyedRow, part: Part): Promise<Buffer> {
  const key = blobKey(row.id, part)
  const sealed = await blobs.get(key)
  if (!sealed) throw new AppError('EVIDENCE_NOT_FOUND', { detail: `${part} is missing in the store` })
  return vaultOf(vault, row).openBytes(sealed, key)
}

export const deletePart = (blobs: BlobStore, fileId: string, part: Part): Promise<void> =>
  blobs.delete(blobKey(fileId, part))
