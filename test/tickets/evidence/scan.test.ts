import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { AppError } from '../../../core/errors.ts'
import { createScan } from '../../../tickets/evidence/scan.ts'

const isAway = (detail: RegExp) => (error: unknown) =>
  error instanceof AppError && error.code === 'EVIDENCE_SCAN_FAILED' && detail.test(error.detail ?? '')
/** More than a pipe holds. */
const BYTES = Buffer.alloc(1_000_000, 'a photo ')
const FIND = 'EICAR'

describe('the virus scanner', () => {
  it('is none where none is set', () => assert.equal(createScan(null), null))

  describe('as a command', () => {
    let folder = ''
    before(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'scan-'))
    })
    after(() => rmSync(folder, { recursive: true }))

    /** A program that is told `--stdout-off -` and takes the file from its standard input. */
    function scanBy(program: string) {
      const file = path.join(folder, 'scanner.mjs')
      writeFileSync(file, `import { readFileSync, writeFileSync } from 'node:fs'\n${program}`)
      return createScan(`${process.execPath} ${file}  --stdout-off -`)!
    }

    it('reads the whole file from its input and answers by its exit code, as clamdscan does', async () => {
      const seen = path.join(folder, 'seen')
      const scan = scanBy(`
        const bytes = readFileSync(0)
        writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.argv.slice(2)) + bytes.length)
        process.exit(bytes.includes('${FIND}') ? 1 : 0)`)
      assert.equal(await scan(BYTES), 'clean')
      assert.equal(readFileSync(seen, 'utf8'), `["--stdout-off","-"]${BYTES.length}`)
      assert.equal(await scan(Buffer.concat([BYTES, Buffer.from(FIND)])), 'infected')
    })

    it('may have seen enough before the end of the file', async () =>
      assert.equal(await scanBy('process.exit(1)')(BYTES), 'infected'))

    it('is away where it fails, is killed, or is not there', async () => {
      await assert.rejects(scanBy('process.exit(2)')(BYTES), isAway(/ended with 2/))
      await assert.rejects(scanBy(`process.kill(process.pid, 'SIGKILL')`)(BYTES), isAway(/did not end/))
      await assert.rejects(createScan(path.join(folder, 'nothing'))!(BYTES), isAway(/cannot be run/))
    })
  })

  describe('as an address', () => {
    let server: Server
    let status = 200
    let got: [method: string | undefined, type: string | undefined, bytes: number] | null = null
    const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/scan`
    before(async () => {
      server = createServer(async (request, response) => {
        let bytes = 0
        for await (const piece of request) bytes += (piece as Buffer).length
        got = [request.method, request.headers['content-type'], bytes]
        // Not chained: restify, where a test loaded it before, gives every writeHead no return value.
        response.writeHead(status, { location: '/elsewhere' })
        response.end('{}')
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    })
    after(() => server.close())

    it('gets the whole file by POST and answers by its status', async () => {
      const scan = createScan(url())!
      for (status of [200, 204]) assert.equal(await scan(BYTES), 'clean')
      assert.deepEqual(got, ['POST', 'application/octet-stream', BYTES.length])
      status = 406
      assert.equal(await scan(BYTES), 'infected')
    })

    it('is away with every other status, of which a redirect is followed nowhere, and where nobody listens', async () => {
      for (status of [302, 400, 500, 503]) {
        await assert.rejects(createScan(url())!(BYTES), isAway(new RegExp(`HTTP ${status}`)))
      }
      await assert.rejects(createScan('http://127.0.0.1:1/scan')!(BYTES), isAway(/no answer/))
    })
  })
})
