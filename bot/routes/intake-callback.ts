import { type CallbackDependencies, receiveCallback } from '../../tickets/index.ts'
import type { Route } from '../middleware/http.ts'

const BODY_BYTES_MAX = 256 * 1024

export interface IntakeCallbackDependencies extends CallbackDependencies {
  /** After the commit, where the citizen of a conversation has to be told. */
  onConversationChanged: (conversationId: string) => void
  onAnswered?: (httpStatus: number) => void
}

/** POST /intake/callback: the intake tells that a work order moved on (openapi.yaml, webhook statusChanged). */
export function intakeCallbackRoute(deps: IntakeCallbackDependencies): Route {
  return {
    method: 'POST',
    path: '/intake/callback',
    bodyBytesMax: BODY_BYTES_MAX,
    async handle({ method, pathWithQuery, headers, rawBody }) {
      const { httpStatus, body, changed } = await receiveCallback(deps, { method, pathWithQuery, headers, rawBody })
      deps.onAnswered?.(httpStatus)
      if (changed?.conversationId) deps.onConversationChanged(changed.conversationId)
      if (body === undefined) return { status: httpStatus }
      return {
        status: httpStatus,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify(body)
      }
    }
  }
}
