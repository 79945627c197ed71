import { type CallbackDependencies, type CallbackOutcome, receiveCallback } from '../../tickets/index.ts'
import type { Route } from '../middleware/http.ts'

const BODY_BYTES_MAX = 256 * 1024

export interface IntakeCallbackDependencies extends CallbackDependencies {
  /** After the commit, where the citizen of a conversation has to be told. */
  onConversationChanged: (conversationId: string) => void
  onAnswered?: (outcome: CallbackOutcome) => void
}

/** The intake tells that a work order moved on (openapi.yaml, webhook statusChanged), at the path of its profile. */
export function intakeCallbackRoute(deps: IntakeCallbackDependencies): Route {
  return {
    method: 'POST',
    path: deps.callbacks.path,
    bodyBytesMax: BODY_BYTES_MAX,
    async handle({ method, pathWithQuery, headers, rawBody }) {
      const answer = await receiveCallback(deps, { method, pathWithQuery, headers, rawBody })
      deps.onAnswered?.(answer.outcome)
      for (const { conversationId } of answer.changed) {
        if (conversationId !== null) deps.onConversationChanged(conversationId)
      }
      if (answer.body === undefined) return { status: answer.httpStatus }
      return {
        status: answer.httpStatus,
        headers: { 'content-type': answer.contentType },
        body: JSON.stringify(answer.body)
      }
    }
  }
}
