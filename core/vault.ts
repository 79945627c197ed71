// Encryption of everything personal that is stored. Two suites of one strength: the international one, and 国密 (SM) for
// cities that must use commercial cryptography (商用密码管理条例 article 41; DOMAIN.md section 9).
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual
} from 'node:crypto'
import { AppError } from './errors.ts'

export type CipherSuite = 'international' | 'sm'

export interface Vault {
  readonly suite: CipherSuite
  /**
   * Encrypts `plain`. `context` says what the record is (e.g. `identity/<id>`); it is not stored but authenticated, so
   * that a ciphertext moved to another row does not open there. The result is ASCII: `a1.` or `s1.` and base64url.
   */
  seal(plain: string, context: string): string
  /** The text again. Throws VAULT_OPEN_FAILED for a changed text, another context or another key. */
  open(sealed: string, context: string): string
  /** The same for bytes (files): the suite's mark and the box as they are. */
  sealBytes(plain: Buffer, context: string): Buffer
  /** Throws VAULT_OPEN_FAILED as `open` does. */
  openBytes(sealed: Buffer, context: string): Buffer
  /**
   * A keyed fingerprint (43 base64url characters) by which equal values can be found without being stored. Values must
   * be normalised by the caller; fingerprints of different contexts cannot be compared, nor those of different suites.
   */
  fingerprint(value: string, context: string): string
}

/** Length of DATA_KEY in bytes. */
export const DATA_KEY_BYTES = 32

interface SuiteCipher {
  prefix: string
  seal(plain: Buffer, context: string): Buffer
  open(box: Buffer, context: string): Buffer
}

function derive(key: Buffer, hash: string, purpose: string, bytes: number): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync(hash, key, '', `hotline/vault/${purpose}`, bytes)))
}

const IVS_AT_ONCE = 256

/** Random initialisation vectors, drawn many at a time: asking the system for each would be a tenth of a sealing. */
function ivSource(bytes: number): () => Buffer {
  let pool = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used + bytes > pool.length) {
      pool = randomBytes(bytes * IVS_AT_ONCE)
      used = 0
    }
    used += bytes
    return pool.subarray(used - bytes, used)
  }
}

/** AES-256-GCM: iv (12) | tag (16) | ciphertext; the context is associated data. */
function aesGcm(key: Buffer): SuiteCipher {
  const secret = derive(key, 'sha256', 'aes-256-gcm', 32)
  const nextIv = ivSource(12)
  return {
    prefix: 'a1.',
    seal(plain, context) {
      const iv = nextIv()
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(context))
      const body = [cipher.update(plain), cipher.final()]
      return Buffer.concat([iv, cipher.getAuthTag(), ...body])
    },
    open(box, context) {
      const decipher = createDecipheriv('aes-256-gcm', secret, box.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(context)).setAuthTag(box.subarray(12, 28))
      return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()])
    }
  }
}

/** SM4-CTR, then HMAC-SM3 over all of it (encrypt, then authenticate): iv (16) | mac (32) | ciphertext. */
function sm4Ctr(key: Buffer): SuiteCipher {
  const cipherKey = derive(key, 'sm3', 'sm4-ctr', 16)
  const macKey = derive(key, 'sm3', 'hmac-sm3', 32)
  const nextIv = ivSource(16)
  const mac = (iv: Buffer, body: Buffer, context: string): Buffer =>
    createHmac('sm3', macKey).update(`${context.length}:${context}`).update(iv).update(body).digest()
  return {
    prefix: 's1.',
    seal(plain, context) {
      const iv = nextIv()
      const cipher = createCipheriv('sm4-ctr', cipherKey, iv)
      const body = cipher.update(plain)
      // Counter mode leaves nothing for the end; final() only closes the cipher.
      cipher.final()
      return Buffer.concat([iv, mac(iv, body, context), body])
    },
    open(box, context) {
      const iv = box.subarray(0, 16)
      const given = box.subarray(16, 48)
      const body = box.subarray(48)
      if (given.length !== 32 || !timingSafeEqual(given, mac(iv, body, context))) {
        throw new AppError('VAULT_OPEN_FAILED')
      }
      const decipher = createDecipheriv('sm4-ctr', cipherKey, iv)
      return Buffer.concat([decipher.update(body), decipher.final()])
    }
  }
}

/** The key of fingerprints that belongs to a vault's key as long as it is the first one. */
export function fingerprintKeyOf({ key, suite }: { key: Buffer; suite: CipherSuite }): Buffer {
  return derive(key, suite === 'sm' ? 'sm3' : 'sha256', 'fingerprint', 32).export()
}

/**
 * The vault on a 32-byte key; `fingerprintKey` is that of an earlier key, so that what is found by fingerprint is still found
 * after a change (core/key-rotation.ts). A suite opens only what it sealed itself: a city chooses before its first start
 * (core/vault-check.ts stops a later change). Throws VAULT_KEY_INVALID for a key of another length.
 */
export function createVault({
  key,
  suite,
  fingerprintKey: earlier
}: {
  key: Buffer
  suite: CipherSuite
  fingerprintKey?: Buffer | null
}): Vault {
  if (key.length !== DATA_KEY_BYTES) {
    throw new AppError('VAULT_KEY_INVALID', { detail: `it has ${key.length} bytes, not ${DATA_KEY_BYTES}` })
  }
  const cipher = suite === 'sm' ? sm4Ctr(key) : aesGcm(key)
  const hash = suite === 'sm' ? 'sm3' : 'sha256'
  const fingerprintKey = createSecretKey(earlier ?? fingerprintKeyOf({ key, suite }))

  const mark = Buffer.from(cipher.prefix)

  function opened(box: Buffer, context: string): Buffer {
    try {
      return cipher.open(box, context)
    } catch (cause) {
      throw new AppError('VAULT_OPEN_FAILED', { cause, detail: 'changed, moved, or sealed with another key' })
    }
  }

  return {
    suite,

    seal: (plain, context) => cipher.prefix + cipher.seal(Buffer.from(plain), context).toString('base64url'),

    open(sealed, context) {
      if (!sealed.startsWith(cipher.prefix)) {
        throw new AppError('VAULT_OPEN_FAILED', { detail: `it was not sealed with the suite "${suite}"` })
      }
      const text = sealed.slice(cipher.prefix.length)
      const box = Buffer.from(text, 'base64url')
      // Node skips characters that are not base64url; a changed text must not open even where the bytes are the same.
      if (box.toString('base64url') !== text) throw new AppError('VAULT_OPEN_FAILED', { detail: 'it was changed' })
      return opened(box, context).toString('utf8')
    },

    sealBytes: (plain, context) => Buffer.concat([mark, cipher.seal(plain, context)]),

    openBytes(sealed, context) {
      if (!sealed.subarray(0, mark.length).equals(mark)) {
        throw new AppError('VAULT_OPEN_FAILED', { detail: `it was not sealed with the suite "${suite}"` })
      }
      return opened(sealed.subarray(mark.length), context)
    },

    // The length keeps ('ab', 'c') and ('a', 'bc') apart.
    fingerprint: (value, context) =>
      createHmac(hash, fingerprintKey).update(`${context.length}:${context}${value}`).digest('base64url')
  }
}
