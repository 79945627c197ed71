// POST /api/nlu/parse and /api/kb/ask (CONTRACT.md sections 4 and 5), GET /api/nlu/model and POST /api/nlu/model/reload, for staff.
import type { Clock } from '../../core/clock.ts'
import { ERROR_CATALOGUE, type ErrorCode, toAppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { askLine, type Knowledge, type Rerank } from '../../kb/index.ts'
import { type Language, parseLine } from '../../nlu/index.ts'
import { errorAnswer, type HttpAnswer, type HttpRequest, json, type Route, readJson } from '../middleware/http.ts'
import type { StaffGuard } from '../middleware/staff-guard.ts'

export interface StaffDependencies {
  language: Language
  knowledge: Knowledge
  rerank?: Rerank | null
  guard: StaffGuard
  clock: Clock
  log: Log
  offsetMinutes: number
  regionCode: string
}

const BODY_BYTES_MAX = 64 * 1024

export function staffRoutes(deps: StaffDependencies): Route[] {
  const { language, knowledge, rerank, guard, clock, log, offsetMinutes, regionCode } = deps
  const guarded = (
    method: 'GET' | 'POST',
    path: string,
    answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>
  ): Route => ({
    method,
    path,
    bodyBytesMax: BODY_BYTES_MAX,
    handle: async request => (await guard(request)) ?? answer(request)
  })
  const served = (path: string, answer: (line: string) => object | Promise<object>): Route =>
    guarded('POST', path, async request => {
      const body = await answer(JSON.stringify(readJson(request)))
      return json('error' in body ? statusOf(body.error) : 200, body)
    })

  /** A model that cannot be used leaves the old one in force, and says why. */
  function reload(request: HttpRequest): HttpAnswer {
    const before = language.card().version
    try {
      const card = language.reload()
      log.info('language model reloaded', { before, version: card.version, dataHash: card.dataHash.slice(0, 12) })
      return json(200, card)
    } catch (caught) {
      const error = toAppError(caught)
      log.warn('language model not reloaded', { before, code: error.code })
      return errorAnswer(error, request.path)
    }
  }

  const now = () => clock.now()
  return [
    guarded('GET', '/api/nlu/model', () => json(200, language.card())),
    guarded('POST', '/api/nlu/model/reload', reload),
    served('/api/nlu/parse', line => parseLine(language.understand, line, { now, offsetMinutes, regionCode })),
    served('/api/kb/ask', line => askLine(knowledge, line, { now, regionCode, rerank: rerank ?? null }))
  ]
}

function statusOf(error: unknown): number {
  const { code } = error as { code: ErrorCode }
  return ERROR_CATALOGUE[code].httpStatus
}
