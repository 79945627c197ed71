import assert from 'node:assert/strict'
import { AppError } from '../../../core/errors.ts'
import { createS3Store } from '../../../tickets/evidence/s3-store.ts'
import { type S3Server, startS3Server } from '../../fakes/s3-server.ts'

const SECRET = 'the bucket’s secret'
const isAway = (detail: RegExp) => (error: unknown) =>
  error instanceof AppError && error.code === 'EVIDENCE_STORE_FAILED' && detail.test(error.detail ?? '')

describe('the store of files in a bucket', () => {
  let server: S3Server
  const open = ({ bucket = 'city/hotline', secret = SECRET } = {}) =>
    createS3Store({ url: `${server.url}/${bucket}`, region: 'cn-test', keyId: 'key-id', secret })
  beforeEach(async () => {
    server = await startS3Server(SECRET)
  })
  afterEach(() => server.close())

  it('gives back what was put, replaces it, deletes it, each call signed', async () => {
    const store = open()
    const bytes = Buffer.from([0, 255, 13, 10, 128])
    await store.put('f1/original', Buffer.from('one'))
    await store.put('f1/original', bytes)
    assert.deepEqual([...server.kept], [['hotline/f1/original', bytes]])
    assert.deepEqual(await store.get('f1/original'), bytes)
    await store.delete('f1/original')
    await store.delete('f1/original')
    assert.equal(await store.get('f1/original'), null)
    assert.equal(server.kept.size, 0)
    await assert.rejects(open({ secret: 'another' }).get('f1/original'), isAway(/403/))
  })

  it('lists its own keys over all pages with the time they were written', async () => {
    const keys = ['f1/handling', 'f1/original', 'f2/chunk-0', 'f3/a&b', 'f4/original']
    for (const key of keys) server.kept.set(`hotline/${key}`, Buffer.from('x'))
    server.kept.set('others/f9/original', Buffer.from('x'))
    const found: { key: string; writtenMs: number }[] = []
    for await (const entry of open().list()) found.push(entry)
    assert.deepEqual(
      found,
      keys.map(key => ({ key, writtenMs: Date.parse('2026-11-20T08:30:00Z') }))
    )
    assert.equal(server.asked.length, 3)
  })

  it('asks a busy bucket again, and says so where it stays away', async () => {
    server.failures = [503, 429]
    await open().put('f1/original', Buffer.from('one'))
    assert.equal(server.kept.get('hotline/f1/original')?.toString(), 'one')
    server.failures = [503, 503, 503]
    await assert.rejects(open().get('f1/original'), isAway(/503/))
    await server.close()
    await assert.rejects(open().get('f1/original'), isAway(/does not answer/))
  })

  it('takes a bucket that is not there, or a proxy’s 404, for no missing file', async () => {
    const store = open({ bucket: 'wrong' })
    await assert.rejects(store.put('f1/original', Buffer.from('x')), isAway(/404/))
    await assert.rejects(store.get('f1/original'), isAway(/404/))
    await assert.rejects(store.delete('f1/original'), isAway(/404/))
    await assert.rejects(store.list()[Symbol.asyncIterator]().next(), isAway(/404/))
    server.failures = [404]
    await assert.rejects(open().get('f1/original'), isAway(/404/))
  })
})
