import type { Vault } from '../../core/vault.ts'

/** Digits only, without China's country code, so that the ways of writing one number are equal. */
export function phoneDigits(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/\D/g, '')
  return /^(?:00)?86(?=1[3-9]\d{9}$)/.test(digits) ? digits.slice(-11) : digits
}

/** By which tickets of one phone are found without the phone being stored readable. */
export function phoneFingerprint(vault: Vault, phone: string): string {
  return vault.fingerprint(phoneDigits(phone), 'phone')
}
