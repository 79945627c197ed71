/** Names of headers in lower case, as node:http gives them; path and body exactly as received. */
export interface CallbackRequest {
  method: string
  pathWithQuery: string
  headers: Record<string, string | string[] | undefined>
  rawBody: Buffer
}

/** What became of a call, in the words of openapi.yaml, webhook statusChanged. */
export type CallbackOutcome =
  | 'STORED'
  | 'BAD_SIGNATURE'
  | 'STALE_TIMESTAMP'
  | 'NONCE_REUSED'
  | 'MALFORMED'
  | 'INVALID_FIELDS'
  | 'UNKNOWN_STATUS'
  | 'NOT_FOUND'
  | 'EVENT_CONFLICT'

export interface FieldFault {
  field: string
  message: string
}

export interface CallbackReply {
  httpStatus: number
  /** JSON; undefined where there is none. */
  body: unknown
  contentType: 'application/json' | 'application/problem+json'
}

/** How a city's intake calls us: where, signed how, in which words, and what it wants to hear. */
export interface CallbackReader {
  /** Below PUBLIC_URL. */
  path: string
  /** Is it theirs, and of now? A nonce is still to be looked up; null where they use none. */
  verify(
    request: CallbackRequest,
    now: Date
  ): { refused: 'BAD_SIGNATURE' | 'STALE_TIMESTAMP' } | { nonce: string | null }
  /**
   * Events as our StatusEvent, not yet checked; ticketNo may be missing where they only know their own number, and
   * `theirStatus` is how they named the status. Null where it cannot be read at all.
   */
  read(request: CallbackRequest): object[] | null
  reply(outcome: CallbackOutcome, errors?: readonly FieldFault[]): CallbackReply
}
