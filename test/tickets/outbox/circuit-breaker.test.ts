import assert from 'node:assert/strict'
import { createCircuitBreaker } from '../../../tickets/outbox/circuit-breaker.ts'

describe('circuit breaker', () => {
  it('pauses after five failures in a row, then lets one try, then pauses longer', () => {
    const breaker = createCircuitBreaker()
    for (let failure = 0; failure < 4; failure++) breaker.failed(0)
    assert.equal(breaker.allowance(0), 'all')
    breaker.failed(0)
    assert.equal(breaker.allowance(999), 'none')
    assert.equal(breaker.allowance(1000), 'one')
    breaker.failed(1000)
    assert.equal(breaker.allowance(2999), 'none')
    assert.equal(breaker.allowance(3000), 'one')
  })

  it('leaves the intake alone for as long as it asks, at once', () => {
    const breaker = createCircuitBreaker()
    breaker.failed(0, 30_000)
    assert.equal(breaker.allowance(29_999), 'none')
    assert.equal(breaker.allowance(30_000), 'one')
  })

  it('calls the intake back only after a pause: a row that always fails must not ride on the success of others', () => {
    const breaker = createCircuitBreaker()
    breaker.failed(0)
    assert.equal(breaker.succeeded(), false)
    for (let failure = 0; failure < 5; failure++) breaker.failed(0)
    assert.equal(breaker.succeeded(), true)
    assert.equal(breaker.allowance(0), 'all')
  })
})
