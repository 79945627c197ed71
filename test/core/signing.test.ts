import assert from 'node:assert/strict'
import {
  isFreshTimestamp,
  isNonce,
  isSigningAlgorithm,
  type SignedParts,
  signRequest,
  verifySignature
} from '../../core/signing.ts'

const parts: SignedParts = {
  secret: 'test-secret-1',
  algorithm: 'HMAC-SHA256',
  method: 'POST',
  pathWithQuery: '/api/v1/work-orders?x=1',
  timestamp: '1795399200',
  nonce: 'nonce-0123456789ab',
  rawBody: Buffer.from('{"a":"丽江"}')
}

describe('request signing', () => {
  // Computed with the command line: openssl dgst -sha256 (or -sm3) of the body, then -hmac of the five lines.
  it('signs as openssl does, with SHA-256', () => {
    assert.equal(signRequest(parts), 'c125ebe0982699b71b838ba665ed7e7fa219e5486c9a21a5a34b163c1c1a8817')
  })

  it('signs as openssl does, with SM3', () => {
    assert.equal(
      signRequest({ ...parts, algorithm: 'HMAC-SM3' }),
      '77dc7f5943460594c5b55502325b4d0573c1babbdb7487ebe1e95efa27ab9da4'
    )
  })

  it('takes the digest of nothing where there is no body', () => {
    const get = { ...parts, method: 'GET', pathWithQuery: '/api/v1/work-orders', rawBody: '' }
    assert.equal(signRequest(get), 'f639e3ceb6e152fcf9318afc697cb299580093d87930ec977107aaeacb2db5a2')
    assert.equal(
      signRequest({ ...get, algorithm: 'HMAC-SM3', rawBody: new Uint8Array() }),
      'ce239c11d1a9c6087a37ae26cc8b3d2535c422c91ddf1b98cabbf1db2f816248'
    )
  })

  it('accepts its own signature with both algorithms', () => {
    for (const algorithm of ['HMAC-SHA256', 'HMAC-SM3'] as const) {
      const signed = { ...parts, algorithm }
      assert.equal(verifySignature({ ...signed, signature: signRequest(signed) }), true)
    }
  })

  it('refuses a signature once any part differs', () => {
    const signature = signRequest(parts)
    const others: Partial<SignedParts>[] = [
      { secret: 'test-secret-2' },
      { algorithm: 'HMAC-SM3' },
      { method: 'PUT' },
      { pathWithQuery: '/api/v1/work-orders?x=2' },
      { pathWithQuery: '/api/v1/work-orders' },
      { timestamp: '1795399201' },
      { nonce: 'nonce-0123456789ac' },
      { rawBody: '{"a":"大理"}' },
      { rawBody: '' }
    ]
    for (const other of others) assert.equal(verifySignature({ ...parts, ...other, signature }), false)
  })

  it('refuses signatures of another form without throwing', () => {
    const right = signRequest(parts)
    for (const signature of ['', right.slice(1), right.toUpperCase(), `${right}00`, '0'.repeat(64), 'é'.repeat(64)]) {
      assert.equal(verifySignature({ ...parts, signature }), false, signature)
    }
  })

  it('allows the clocks 300 s apart, on either side, and nothing but Unix seconds', () => {
    const now = new Date(1795399200_000)
    for (const timestamp of ['1795399200', '1795398900', '1795399500']) {
      assert.equal(isFreshTimestamp(timestamp, now), true, timestamp)
    }
    const stale = ['1795398899', '1795399501', '1795399200000', '', ' 1795399200', '1.8e9', '0x6b0380e0', '-1795399200']
    for (const timestamp of stale) assert.equal(isFreshTimestamp(timestamp, now), false, timestamp)
  })

  it('knows a nonce and an algorithm of the contract from others', () => {
    assert.equal(isNonce('a'.repeat(16)) && isNonce('a'.repeat(64)), true)
    assert.equal(isNonce('a'.repeat(15)) || isNonce('a'.repeat(65)) || isNonce('a'.repeat(16).concat('\n')), false)
    assert.equal(isSigningAlgorithm('HMAC-SM3') && isSigningAlgorithm('HMAC-SHA256'), true)
    assert.equal(isSigningAlgorithm('HMAC-MD5') || isSigningAlgorithm('toString'), false)
  })
})
