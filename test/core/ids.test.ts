import assert from 'node:assert/strict'
import { randomIds, sequentialIds } from '../../core/ids.ts'

describe('ids', () => {
  it('are random: UUIDs of version 4 and base64url tokens of the bytes asked for', () => {
    assert.match(randomIds.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.match(randomIds.token(32), /^[\w-]{43}$/)
    assert.equal(Buffer.from(randomIds.token(16), 'base64url').length, 16)
    const many = new Set(Array.from({ length: 1000 }, () => randomIds.token(16)))
    assert.equal(many.size, 1000)
  })

  it('can be foreseen in tests, with tokens as long as real ones', () => {
    const ids = sequentialIds('x')
    assert.deepEqual([ids.uuid(), ids.uuid()], ['x-1', 'x-2'])
    assert.equal(ids.token(32).length, randomIds.token(32).length)
    assert.notEqual(ids.token(32), ids.token(32))
  })
})
