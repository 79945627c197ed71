import type { Clock } from '../core/clock.ts'
import { isFreshTimestamp, isNonce, isSigningAlgorithm, verifySignature } from '../core/signing.ts'
import { type Answer, header, problem, type Received } from './answer.ts'
import type { Nonces } from './nonces.ts'

export interface Credentials {
  appId: string
  secret: string
}

/** Null where the request is signed by the client, of now, and new; else the 401 of the contract. */
export function signatureRefusal(
  request: Received,
  credentials: Credentials,
  nonces: Nonces,
  clock: Clock
): Answer | null {
  const algorithm = header(request, 'x-signature-algorithm')
  const timestamp = header(request, 'x-timestamp')
  const nonce = header(request, 'x-nonce')
  const bad = (detail: string) => problem(401, 'BAD_SIGNATURE', { detail })
  if (header(request, 'x-app-id') !== credentials.appId) return bad('X-App-Id')
  if (!isSigningAlgorithm(algorithm)) return bad('X-Signature-Algorithm')
  if (!isNonce(nonce)) return bad('X-Nonce')
  const parts = {
    secret: credentials.secret,
    algorithm,
    method: request.method,
    pathWithQuery: request.url,
    timestamp,
    nonce,
    rawBody: request.raw
  }
  if (!verifySignature({ ...parts, signature: header(request, 'x-signature') })) return bad('X-Signature')
  const now = clock.now()
  if (!isFreshTimestamp(timestamp, now)) return problem(401, 'STALE_TIMESTAMP')

  return nonces.isNew(nonce, now) ? null : problem(401, 'NONCE_REUSED')
}
