// The virus scanner that a city may have: a command that reads the file from its standard input (as `clamdscan --no-summary -`
// does), or an address that takes it by POST.
import { spawn } from 'node:child_process'
import { AppError } from '../../core/errors.ts'

export type Scan = (bytes: Buffer) => Promise<'clean' | 'infected'>

/** Long enough for 20 MiB on a busy machine. */
const SCAN_MS = 60_000
/** Exit codes of clamscan and clamdscan. */
const CLEAN = 0
const INFECTED = 1
/** What gateways before ClamAV answer for a find. */
const INFECTED_STATUS = 406

const failed = (detail: string, cause?: unknown) => new AppError('EVIDENCE_SCAN_FAILED', { detail, cause })

function scanByCommand(command: string): Scan {
  const [program = '', ...given] = command.split(/\s+/)
  return bytes =>
    new Promise((resolve, reject) => {
      const child = spawn(program, given, { stdio: ['pipe', 'ignore', 'ignore'], timeout: SCAN_MS })
      child.on('error', cause => reject(failed('the command cannot be run', cause)))
      child.on('close', code => {
        if (code === CLEAN) resolve('clean')
        else if (code === INFECTED) resolve('infected')
        else reject(failed(code === null ? 'the command did not end in time' : `the command ended with ${code}`))
      })
      // A scanner that has seen enough closes its input early.
      child.stdin.on('error', () => {})
      child.stdin.end(bytes)
    })
}

function scanByUrl(url: string): Scan {
  return async bytes => {
    let status: number
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes,
        redirect: 'manual',
        signal: AbortSignal.timeout(SCAN_MS)
      })
      await response.body?.cancel()
      status = response.status
    } catch (cause) {
      throw failed('no answer', cause)
    }
    if (status >= 200 && status < 300) return 'clean'
    if (status === INFECTED_STATUS) return 'infected'
    throw failed(`HTTP ${status}`)
  }
}

/** `setting`: an http address, a command, or null where files are not scanned. Scans throw EVIDENCE_SCAN_FAILED. */
export function createScan(setting: string | null): Scan | null {
  if (setting === null) return null
  return /^https?:\/\//i.test(setting) ? scanByUrl(setting) : scanByCommand(setting)
}
