import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { HttpAnswer, HttpRequest, Route } from '../../../bot/middleware/http.ts'
import { createStaffGuard } from '../../../bot/middleware/staff-guard.ts'
import { staffRoutes } from '../../../bot/routes/staff.ts'
import { createLog } from '../../../core/log.ts'
import { openKnowledge } from '../../../kb/index.ts'
import { modelFile, openLanguage } from '../../../nlu/index.ts'

const clock = { now: () => new Date('2026-11-23T02:00:00Z') }
const password = { isRight: async (user: string, given: string) => user === 'admin' && given === 'right', made: null }

function requestTo(method: string, target: string, given: string, body?: object): HttpRequest {
  return {
    method,
    path: target,
    pathWithQuery: target,
    params: {},
    query: new URLSearchParams(),
    headers: {
      authorization: `Basic ${Buffer.from(`admin:${given}`).toString('base64')}`,
      'content-type': 'application/json'
    },
    address: '127.0.0.1',
    rawBody: Buffer.from(body ? JSON.stringify(body) : '')
  }
}

describe('staff routes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'staff-'))
  const file = path.join(folder, 'next.bin')
  const lines: string[] = []
  const log = createLog({ level: 'debug', clock, write: line => lines.push(line) })
  let routes: Route[]
  const call = async (method: string, target: string, given = 'right', body?: object): Promise<HttpAnswer> => {
    const route = routes.find(one => one.method === method && one.path === target)
    assert.ok(route, `${method} ${target}`)
    return route.handle(requestTo(method, target, given, body))
  }

  before(() => {
    routes = staffRoutes({
      language: openLanguage({ file }),
      knowledge: openKnowledge(),
      guard: createStaffGuard(password),
      clock,
      log,
      offsetMinutes: 480,
      regionCode: '530700'
    })
  })
  after(() => rmSync(folder, { recursive: true }))

  it('let nobody in without the password', async () => {
    for (const [method, target] of [
      ['POST', '/api/nlu/parse'],
      ['POST', '/api/kb/ask'],
      ['GET', '/api/nlu/model'],
      ['POST', '/api/nlu/model/reload']
    ] as const)
      assert.equal((await call(method, target, 'wrong', {})).status, 401, target)
  })

  it('tell which model is in use, and take a new one without a restart', async () => {
    const before = await call('GET', '/api/nlu/model')
    assert.equal(before.status, 200)
    assert.deepEqual(
      Object.keys(before.body as object).sort(),
      ['codeVersion', 'createdBy', 'dataHash', 'featureVersion', 'metrics', 'texts', 'version'].sort()
    )
    writeFileSync(file, readFileSync(modelFile))
    const after = await call('POST', '/api/nlu/model/reload')
    assert.equal(after.status, 200)
    // who trained it does not matter: the same data and code give the same model
    const unsigned = (body: unknown) => ({ ...(body as object), createdBy: '' })
    assert.deepEqual(unsigned(after.body), unsigned(before.body))
    const { version } = after.body as { version: string }
    assert.ok(lines.some(line => line.includes('language model reloaded') && line.includes(version)))
    const parsed = await call('POST', '/api/nlu/parse', 'right', { text: '举报网吧放未成年人上网' })
    assert.equal((parsed.body as { intents: { id: string }[] }).intents[0]?.id, 'report')
  })

  it('keep the model in use where the new one is damaged, and say so', async () => {
    const before = await call('GET', '/api/nlu/model')
    writeFileSync(file, 'damaged')
    const answer = await call('POST', '/api/nlu/model/reload')
    assert.equal(answer.status, 409)
    assert.deepEqual((await call('GET', '/api/nlu/model')).body, before.body)
    assert.match(lines.at(-1) ?? '', /NLU_MODEL_INVALID/)
  })
})
