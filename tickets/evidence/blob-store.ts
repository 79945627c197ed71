/**
 * Where the bytes lie. Keys are ASCII paths such as `3f/3fa2…/original`; what is stored is sealed already. Every call throws
 * EVIDENCE_STORE_FAILED where the store cannot do it.
 */
export interface BlobStore {
  /** Replaces what is there; when it resolves, the bytes outlive a power cut. */
  put(key: string, bytes: Buffer): Promise<void>
  /** Null where there is nothing of that key. */
  get(key: string): Promise<Buffer | null>
  /** Of what is not there, too. */
  delete(key: string): Promise<void>
  /** All keys with the time they were written (ms since 1970), in no order. */
  list(): AsyncIterable<{ key: string; writtenMs: number }>
}
