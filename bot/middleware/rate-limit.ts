import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../core/errors.ts'
import { errorAnswer, type HttpAnswer, type HttpRequest } from './http.ts'

export interface RateLimit {
  /** Null where the address may go on, else 429 with Retry-After (seconds). */
  take(request: HttpRequest): Promise<HttpAnswer | null>
  /** The same without taking anything. */
  check(request: HttpRequest): Promise<HttpAnswer | null>
}

function refusal(request: HttpRequest, msBeforeNext: number): HttpAnswer {
  const answer = errorAnswer(new AppError('RATE_LIMITED'), request.path)
  return {
    ...answer,
    headers: { ...answer.headers, 'retry-after': String(Math.max(1, Math.ceil(msBeforeNext / 1000))) }
  }
}

/** So many calls a minute for each address. */
export function createRateLimit(perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    async take(request) {
      try {
        await limiter.consume(request.address)
        return null
      } catch (caught) {
        if (!(caught instanceof RateLimiterRes)) throw caught
        return refusal(request, caught.msBeforeNext)
      }
    },
    async check(request) {
      const state = await limiter.get(request.address)
      return state && state.consumedPoints >= perMinute ? refusal(request, state.msBeforeNext) : null
    }
  }
}
