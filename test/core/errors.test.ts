import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError, DIRECT_LINE_CODES, ERROR_CATALOGUE, type ErrorCode, toAppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

const documented = () =>
  readFileSync(path.join(projectRoot, 'docs', 'errors.md'), 'utf8')
    .split('\n')
    .filter(line => /^\| [A-Z_]+ \|/.test(line))
    .map(line => line.slice(2, -2).split(' | '))

describe('error catalogue', () => {
  it('is documented in docs/errors.md code by code, in the same order, with the same words', () => {
    const catalogued = Object.entries(ERROR_CATALOGUE).map(([code, entry]) => [
      code,
      String(entry.httpStatus),
      entry.retryable ? 'yes' : 'no',
      entry.message,
      entry.hint
    ])
    assert.deepEqual(documented(), catalogued)
  })

  it('gives each code an error status, and the operator a hint that is a sentence', () => {
    for (const [code, entry] of Object.entries(ERROR_CATALOGUE)) {
      assert.match(code, /^[A-Z]+(_[A-Z]+)*$/)
      assert.ok(entry.httpStatus >= 400 && entry.httpStatus <= 599, code)
      assert.match(entry.hint, /^[A-Z].+\.$/s, code)
      assert.ok(entry.message.length > 5 && !entry.message.includes('|') && !entry.hint.includes('|'), code)
    }
  })

  it('names catalogued errors only in its Direct Line codes', () => {
    for (const code of Object.keys(DIRECT_LINE_CODES)) assert.ok(code in ERROR_CATALOGUE, code)
    assert.equal(DIRECT_LINE_CODES.DIRECT_LINE_BAD_ARGUMENT, 'BadArgument')
    assert.equal(DIRECT_LINE_CODES.DIRECT_LINE_TOKEN_EXPIRED, 'TokenExpired')
    const all = Object.keys(ERROR_CATALOGUE).filter(code => code.startsWith('DIRECT_LINE_'))
    assert.deepEqual(
      all.filter(code => !DIRECT_LINE_CODES[code as ErrorCode]),
      []
    )
  })
})

describe('AppError', () => {
  it('carries status, retry and hint of its code, the detail in its message, and the cause', () => {
    const cause = new TypeError('socket')
    const error = new AppError('INTAKE_TIMEOUT', { cause, detail: 'after 10 s' })
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'AppError')
    assert.equal(error.code, 'INTAKE_TIMEOUT')
    assert.equal(error.httpStatus, 504)
    assert.equal(error.retryable, true)
    assert.equal(error.hint, ERROR_CATALOGUE.INTAKE_TIMEOUT.hint)
    assert.equal(error.detail, 'after 10 s')
    assert.equal(error.message, `${ERROR_CATALOGUE.INTAKE_TIMEOUT.message}: after 10 s`)
    assert.equal(error.cause, cause)
  })

  it('has no detail and no cause where none is given', () => {
    const error = new AppError('NOT_FOUND')
    assert.equal(error.message, ERROR_CATALOGUE.NOT_FOUND.message)
    assert.deepEqual([error.detail, error.cause], [undefined, undefined])
  })

  it('is made of whatever was thrown, and left alone where it is one already', () => {
    const known = new AppError('RATE_LIMITED')
    assert.equal(toAppError(known), known)
    assert.equal(toAppError('text').code, 'INTERNAL')
    assert.equal(toAppError(null, 'TURN_FAILED').code, 'TURN_FAILED')
    const cause = new RangeError('x')
    assert.equal(toAppError(cause).cause, cause)
  })
})
