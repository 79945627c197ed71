// Sends files in pieces, one file after the other, each from where it broke off: over lost networks and, with what `keeper` has kept,
// over a reload of the page. What is whole has an attachment, which a message then names.
import { type Attachment, CallFailed, type Fetch, type Session } from './http.ts'
import { backOffMs, Nap, type Timing } from './timing.ts'

/** sending, whole, or refused with the server's code (EVIDENCE_…). */
export interface FileView {
  id: string
  name: string
  /** Bytes. */
  size: number
  sent: number
  state: 'sending' | 'whole' | 'refused'
  code: string | null
  attachment: Attachment | null
}

export interface KeptFile {
  id: string
  name: string
  blob: Blob
  /** What the server knows it by; null before it was begun. */
  fileId: string | null
}

/** Where files wait over a reload; a keeper that refuses costs only that. */
export interface FileKeeper {
  all(): Promise<KeptFile[]>
  put(file: KeptFile): Promise<void>
  remove(id: string): Promise<void>
}

export interface UploaderOptions {
  withSession<T>(call: (session: Session) => Promise<T>): Promise<T>
  baseUrl: string
  fetch: Fetch
  keeper: FileKeeper | null
  onChange(files: FileView[]): void
  timing: Timing
  random: () => number
}

/** The server takes this file not at all: another try would fare the same. */
class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The server knows this upload no more, e.g. because it belonged to a conversation that is over: it begins anew. */
class Gone extends Error {}

const PATH = '/api/chat/files'
/** What the server stores at once. */
const PIECE_BYTES = 256 * 1024
const FILES_MAX = 9
const BYTES_MAX = 20 * 1024 * 1024
/** Statuses by which the token is gone; `withSession` renews it. */
const LOST = new Set([401, 403])

interface Entry extends FileView {
  kept: KeptFile
}

export class FileUploader {
  readonly #options: UploaderOptions
  readonly #nap = new Nap()
  #entries: Entry[] = []
  #isRunning = false
  #isClosed = false

  constructor(options: UploaderOptions) {
    this.#options = options
  }

  /** Goes on with what an earlier load of the page had begun. */
  async restore(): Promise<void> {
    const kept = (await this.#options.keeper?.all().catch(() => [])) ?? []
    for (const file of kept) this.#enter(file)
    this.#changed()
    void this.#run()
  }

  /** Takes a file, or refuses it at once where the server would. */
  add(id: string, name: string, blob: Blob): void {
    const file: KeptFile = { id, name, blob, fileId: null }
    const entry = this.#enter(file)
    if (blob.size === 0) this.#refuse(entry, 'EVIDENCE_EMPTY')
    else if (blob.size > BYTES_MAX) this.#refuse(entry, 'EVIDENCE_TOO_LARGE')
    else if (this.#entries.filter(({ state }) => state !== 'refused').length > FILES_MAX)
      this.#refuse(entry, 'EVIDENCE_TOO_MANY')
    else void this.#options.keeper?.put(file).catch(() => {})
    this.#changed()
    void this.#run()
  }

  /** Takes a file away, here and at the server. */
  remove(id: string): void {
    const entry = this.#entries.find(other => other.id === id)
    if (!entry) return
    void this.#forget([entry])
    const { fileId } = entry.kept
    if (fileId !== null) this.#drop(fileId)
  }

  /** The attachments of all whole files, which now belong to a message. */
  take(): Attachment[] {
    const whole = this.#entries.filter(({ state }) => state === 'whole')
    void this.#forget(whole)
    return whole.flatMap(({ attachment }) => attachment ?? [])
  }

  /** The conversation is another one: what the old one had is sent to it anew. */
  beginAnew(): void {
    for (const entry of this.#entries) if (entry.state !== 'refused') this.#reset(entry)
    this.#changed()
    void this.#run()
  }

  /** Forgets everything, here and in the browser: the next person at this computer finds nothing. */
  async clear(): Promise<void> {
    await this.#forget(this.#entries)
  }

  /** Sends no more; what the keeper has goes on at the next load. */
  close(): void {
    this.#isClosed = true
    this.#nap.wake()
  }

  /** The network may be back. */
  nudge(): void {
    this.#nap.wake()
  }

  #enter(kept: KeptFile): Entry {
    const { id, name, blob } = kept
    const entry: Entry = { id, name, size: blob.size, sent: 0, state: 'sending', code: null, attachment: null, kept }
    this.#entries = [...this.#entries, entry]
    return entry
  }

  /** Resolves when the browser keeps none of them any more. */
  async #forget(gone: readonly Entry[]): Promise<void> {
    this.#entries = this.#entries.filter(entry => !gone.includes(entry))
    const removals = gone.map(({ id }) => this.#options.keeper?.remove(id).catch(() => {}))
    this.#changed()
    await Promise.all(removals)
  }

  #drop(fileId: string): void {
    void this.#call('DELETE', `/${fileId}`).catch(() => {})
  }

  #reset(entry: Entry): void {
    entry.kept.fileId = null
    Object.assign(entry, { sent: 0, state: 'sending', attachment: null })
  }

  #refuse(entry: Entry, code: string): void {
    entry.state = 'refused'
    entry.code = code
    void this.#options.keeper?.remove(entry.id).catch(() => {})
  }

  #changed(): void {
    this.#options.onChange(this.#entries.map(({ kept: _, ...view }) => ({ ...view })))
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    for (let failures = 0; !this.#isClosed; ) {
      const entry = this.#entries.find(({ state }) => state === 'sending')
      if (!entry) break
      try {
        await this.#sendPiece(entry)
        failures = 0
      } catch (error) {
        if (this.#isClosed) break
        if (error instanceof Gone) this.#reset(entry)
        if (error instanceof Refused) this.#refuse(entry, error.code)
        else await this.#nap.sleep(backOffMs(failures++, this.#options.timing, this.#options.random))
      }
      this.#changed()
    }
    this.#isRunning = false
  }

  /** One step: begins the upload, asks where it is, or sends the piece that is due. */
  async #sendPiece(entry: Entry): Promise<void> {
    const { kept } = entry
    if (kept.fileId === null) {
      const { json } = await this.#call('POST', '', { json: { name: entry.name, size: entry.size } })
      const fileId = String(json.fileId)
      // removed meanwhile
      if (!this.#entries.includes(entry)) return this.#drop(fileId)
      kept.fileId = fileId
      entry.sent = 0
      await this.#options.keeper?.put(kept).catch(() => {})
      return
    }
    const { fileId } = kept
    if (entry.sent === 0) entry.sent = (await this.#call('HEAD', `/${fileId}`)).offset ?? 0
    if (!this.#isCurrent(entry, fileId)) return
    const piece = kept.blob.slice(entry.sent, entry.sent + PIECE_BYTES)
    const { json, isConflict } = await this.#call('PATCH', `/${fileId}`, { piece, offset: entry.sent })
    if (!this.#isCurrent(entry, fileId)) return
    // somebody (a lost answer) was ahead of us: asked again from the start of the next step
    entry.sent = isConflict ? 0 : Number(json.offset)
    const attachment = json.attachment as Attachment | undefined
    if (!attachment) return
    entry.state = 'whole'
    entry.attachment = attachment
  }

  /** False where the file was removed or began anew while a call was on its way. */
  #isCurrent(entry: Entry, fileId: string): boolean {
    return this.#entries.includes(entry) && entry.kept.fileId === fileId
  }

  async #call(
    method: string,
    rest: string,
    body: { json?: object; piece?: Blob; offset?: number } = {}
  ): Promise<{ json: Record<string, unknown>; offset: number | null; isConflict: boolean }> {
    const { withSession, baseUrl, fetch, timing } = this.#options
    return withSession(async ({ token }) => {
      const controller = new AbortController()
      const timer = setTimeout(() => controller.abort(), timing.callMs * 3)
      let response: Response
      let text: string
      try {
        response = await fetch(`${baseUrl}${PATH}${rest}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body.json && { 'content-type': 'application/json' }),
            ...(body.offset !== undefined && { 'upload-offset': String(body.offset) })
          },
          signal: controller.signal,
          ...(body.json ? { body: JSON.stringify(body.json) } : body.piece && { body: body.piece })
        })
        text = await response.text()
      } catch (cause) {
        throw new CallFailed('file', 0, { cause })
      } finally {
        clearTimeout(timer)
      }
      const json = readObject(text)
      const offset = response.headers.get('upload-offset')
      const isConflict = response.status === 409
      if (response.ok || isConflict) return { json, offset: offset === null ? null : Number(offset), isConflict }
      // an expired token is renewed by withSession; what passes is tried again
      const code = codeIn(json)
      const { status } = response
      if (LOST.has(status) || code === 'DIRECT_LINE_NOT_FOUND' || status === 429 || status >= 500) {
        throw new CallFailed('file', status)
      }
      if (status === 404) throw new Gone()
      throw new Refused(code ?? `HTTP_${status}`)
    })
  }
}

function readObject(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function codeIn(json: Record<string, unknown>): string | null {
  const { error } = json
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}
