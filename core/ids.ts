import { randomBytes, randomUUID } from 'node:crypto'

/** Source of identifiers and secrets, passed as an argument so that tests can foresee them. */
export interface Ids {
  /** A UUID (version 4). */
  uuid(): string
  /** An unguessable token of `bytes` random bytes, as base64url (43 characters for 32 bytes). */
  token(bytes: number): string
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  token: bytes => randomBytes(bytes).toString('base64url')
}

/**
 * Ids for tests: `<prefix>-1`, `<prefix>-2`, … from one counter. Tokens are padded with zeros to the length that a real
 * one of that many bytes has, so that checks of length hold for them too.
 */
export function sequentialIds(prefix = 'id'): Ids {
  let last = 0
  const next = () => `${prefix}-${++last}`
  return {
    uuid: next,
    token: bytes => next().padEnd(Math.ceil((bytes * 4) / 3), '0')
  }
}
