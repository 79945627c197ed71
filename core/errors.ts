import { EVIDENCE_ERRORS } from './evidence-errors.ts'
import { KNOWLEDGE_ERRORS } from './knowledge-errors.ts'

/** What one error code means to a client (status, retryable, message) and to the operator (hint). */
export interface ErrorEntry {
  httpStatus: number
  /** True where the same call may succeed later without anyone changing anything. */
  retryable: boolean
  /** For clients and logs; never holds personal data. */
  message: string
  /** What the operator can do about it. */
  hint: string
}

/** Every error of the product. docs/errors.md lists exactly these; test/core/errors.test.ts proves it. */
export const ERROR_CATALOGUE = {
  CONFIG_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'a setting is not valid',
    hint: 'Set the named variable as the line says, in the environment or in .env, and start again; .env.example lists all.'
  },
  DATABASE_FAILED: {
    httpStatus: 500,
    retryable: false,
    message: 'the database could not do what was asked',
    hint: 'Look at the SQLite code in the log: check that the disk is not full, that the file of DATABASE_URL is writable, and restore a backup if it is damaged.'
  },
  DATABASE_BUSY: {
    httpStatus: 503,
    retryable: true,
    message: 'the database is locked by another program',
    hint: 'Look for another program that holds the file of DATABASE_URL open (a backup, a shell, a second instance) and end it.'
  },
  DATABASE_TOO_NEW: {
    httpStatus: 500,
    retryable: false,
    message: 'the database was written by a newer version of this program',
    hint: 'Start the newer version again, or restore the backup that was made before the upgrade.'
  },
  MIGRATION_FAILED: {
    httpStatus: 500,
    retryable: false,
    message: 'the database could not be brought up to date',
    hint: 'Nothing was changed. Check that DATABASE_URL names a database of this program, keep a copy of it, and look at the cause in the log.'
  },
  VAULT_KEY_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'the key of the identity vault cannot be used',
    hint: 'Give back the DATA_KEY (or the data.key file) that this database was written with: 32 bytes, readable by its owner only.'
  },
  VAULT_OPEN_FAILED: {
    httpStatus: 500,
    retryable: false,
    message: 'a sealed record could not be opened',
    hint: 'The record was changed or was sealed with another DATA_KEY. Compare the key with the one in use when it was written, or restore the record.'
  },
  BACKUP_INVALID: {
    httpStatus: 422,
    retryable: false,
    message: 'this backup cannot be made or used',
    hint: 'Nothing was changed. Take another backup, or another file name; with a damaged one try the one before.'
  },
  AUDIT_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'this cannot be audited, so it was not done',
    hint: 'Name who acts, as what, and to what; where a reason is asked for, give one that somebody else understands.'
  },
  WORKBOOK_INVALID: {
    httpStatus: 422,
    retryable: false,
    message: 'the file is not a workbook that can be read',
    hint: 'Save it as .xlsx (Excel 2007 or newer), without a password and under 20 MiB, and try again.'
  },
  DIRECT_LINE_BAD_ARGUMENT: {
    httpStatus: 400,
    retryable: false,
    message: 'the Direct Line request is not valid',
    hint: 'The client sent a request that the protocol does not know; compare it with the Direct Line 3.0 reference.'
  },
  DIRECT_LINE_UNAUTHORIZED: {
    httpStatus: 401,
    retryable: false,
    message: 'no Direct Line secret or token was given, or it is not ours',
    hint: 'Send Authorization: Bearer with DIRECTLINE_SECRET (servers) or with a token from POST /api/chat/token (browsers).'
  },
  DIRECT_LINE_TOKEN_EXPIRED: {
    httpStatus: 403,
    retryable: false,
    message: 'the Direct Line token has expired',
    hint: 'The client has to fetch a new token; where this happens to many at once, compare the clocks of the servers.'
  },
  DIRECT_LINE_FORBIDDEN: {
    httpStatus: 403,
    retryable: false,
    message: 'this Direct Line token belongs to another conversation',
    hint: 'A token opens one conversation only; a client that mixes them up has a fault, or somebody tries tokens.'
  },
  DIRECT_LINE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: 'there is no such Direct Line conversation',
    hint: 'The conversation was never started or has been deleted; the client has to start a new one.'
  },
  UNAUTHORIZED: {
    httpStatus: 401,
    retryable: false,
    message: 'sign in first',
    hint: 'The caller gave no valid credentials; repeated lines from one address may be guesses at a password.'
  },
  FORBIDDEN: {
    httpStatus: 403,
    retryable: false,
    message: 'this is not allowed here',
    hint: 'The caller is known but may not do this; check the role, or where the request came from.'
  },
  NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: 'there is nothing at this address',
    hint: 'Check the path; behind a proxy, check that it passes paths on unchanged.'
  },
  METHOD_NOT_ALLOWED: {
    httpStatus: 405,
    retryable: false,
    message: 'this address does not serve this method',
    hint: 'Check the method that the caller uses against the documentation.'
  },
  RATE_LIMITED: {
    httpStatus: 429,
    retryable: true,
    message: 'too many requests from one address',
    hint: 'Where many citizens share the address (a proxy, a library), raise CHAT_TOKENS_PER_MINUTE.'
  },
  PAYLOAD_TOO_LARGE: {
    httpStatus: 413,
    retryable: false,
    message: 'the request is larger than is taken here',
    hint: 'The caller has to send less; a proxy in front may have a limit of its own.'
  },
  UNSUPPORTED_MEDIA_TYPE: {
    httpStatus: 415,
    retryable: false,
    message: 'this content type is not taken here',
    hint: 'The caller has to send application/json, files as multipart/form-data; the detail says where it is another.'
  },
  MALFORMED: {
    httpStatus: 400,
    retryable: false,
    message: 'the request could not be read',
    hint: 'The caller sent something that is not what this address expects; the detail names the field.'
  },
  INTAKE_TIMEOUT: {
    httpStatus: 504,
    retryable: true,
    message: 'the 12345 intake did not answer in time',
    hint: 'Tickets wait in the outbox and are sent by themselves; if it lasts, ask the 12345 centre and check the line to INTAKE_URL.'
  },
  INTAKE_UNREACHABLE: {
    httpStatus: 502,
    retryable: true,
    message: 'the 12345 intake could not be reached',
    hint: 'Tickets wait in the outbox and are sent by themselves; check INTAKE_URL, name resolution, firewall and proxy.'
  },
  INTAKE_REFUSED: {
    httpStatus: 502,
    retryable: false,
    message: 'the 12345 intake refused what was sent',
    hint: 'The detail names the code and fields. The row is dead in the outbox until somebody corrects the mapping or the credentials.'
  },
  INTAKE_BUSY: {
    httpStatus: 503,
    retryable: true,
    message: 'the 12345 intake is busy or closed for now',
    hint: 'Tickets wait in the outbox and are sent by themselves at the time that the intake named.'
  },
  INTAKE_BAD_RESPONSE: {
    httpStatus: 502,
    retryable: true,
    message: 'the 12345 intake answered something that its contract does not know',
    hint: 'Compare the answer with the intake contract; a proxy or a new version of the intake may stand between.'
  },
  INTAKE_BAD_SIGNATURE: {
    httpStatus: 401,
    retryable: false,
    message: 'the signature of the call is missing, wrong, out of time or used before',
    hint: 'Compare INTAKE_APP_ID, INTAKE_SECRET and INTAKE_ALGORITHM on both sides, and both clocks (300 s at most apart).'
  },
  INTAKE_UNKNOWN_STATUS: {
    httpStatus: 422,
    retryable: false,
    message: 'the intake named a status that is not in its contract',
    hint: 'Ask the 12345 centre what the status means and have it added; the citizen was told nothing.'
  },
  TICKET_INVALID: {
    httpStatus: 422,
    retryable: false,
    message: 'the ticket is not complete or not valid',
    hint: 'The detail names the fields. Nothing was filed; the conversation can still correct them.'
  },
  TICKET_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: 'there is no such ticket',
    hint: 'Check the number; a callback for a foreign ticket points to a mix-up at the intake.'
  },
  EXPORT_INVALID: {
    httpStatus: 422,
    retryable: false,
    message: 'the export was not asked for in a way that can be done',
    hint: 'Give two days as 2026-11-01, or --week or --month, and for identities a reason that somebody else understands.'
  },
  EXPORT_MISMATCH: {
    httpStatus: 500,
    retryable: false,
    message: 'the file that was written does not read back as the tickets',
    hint: 'Nothing was handed out. Report the row and column that the detail names, with the version.'
  },
  EXPORT_UNWRITABLE: {
    httpStatus: 500,
    retryable: false,
    message: 'the file could not be written',
    hint: 'Look at the code: check that the folder exists, is writable, and the disk is not full.'
  },
  MAPPING_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'a mapping sheet is not valid',
    hint: "Put right what the detail names in tickets/export/mapping/; the file's head says what may stand there."
  },
  REVEAL_UNREASONED: {
    httpStatus: 422,
    retryable: false,
    message: 'an identity is not shown without a reason',
    hint: 'Say in a few words why the name is needed; the reason is kept with your name.'
  },
  IDENTITY_UNKNOWN: {
    httpStatus: 404,
    retryable: false,
    message: 'this ticket has no identity',
    hint: 'It was filed anonymously, or the person had the identity erased.'
  },
  PRIVACY_INVALID: {
    httpStatus: 422,
    retryable: false,
    message: 'this request about personal data cannot be done',
    hint: 'Give the telephone as the person gave it in the ticket, and a reason that says how the person was recognised.'
  },
  RETENTION_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'the schedule of retention is not valid',
    hint: 'Put right what the detail names in tickets/privacy/retention.yaml; nothing was removed.'
  },
  LIMITS_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'the table of time limits or the calendar is not valid',
    hint: 'Put right what the detail names in tickets/limits/time-limits.yaml or calendar.yaml and start again.'
  },
  CALENDAR_YEAR_UNKNOWN: {
    httpStatus: 500,
    retryable: false,
    message: 'the calendar does not know the holidays of a year',
    hint: 'Write the year into tickets/limits/calendar.yaml as the State Council has published it, and start again; till then only weekends count as free.'
  },
  NLU_BAD_LINE: {
    httpStatus: 400,
    retryable: false,
    message: 'this line is not a request for understanding',
    hint: 'Each line is one JSON object with "text" and, where times matter, "now" (ISO 8601 with offset).'
  },
  NLU_DATA_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: 'a file of training sentences or a lexicon cannot be read',
    hint: 'Put right the named line below nlu/data or nlu/lexicons: labels are those of CONTRACT.md section 4 and DOMAIN.md section 3.'
  },
  NLU_MODEL_INVALID: {
    httpStatus: 409,
    retryable: false,
    message: 'the file is no language model, or none that fits this version',
    hint: 'Nothing was changed. Run npm run train; the detail names the file.'
  },
  NLU_MODEL_STALE: {
    httpStatus: 409,
    retryable: false,
    message: 'the language model was trained on other sentences or lexicons than lie there now',
    hint: 'Nothing was changed. Run npm run train, look at npm run eval, and reload again.'
  },
  ...KNOWLEDGE_ERRORS,
  ...EVIDENCE_ERRORS,
  REPLY_UNKNOWN: {
    httpStatus: 500,
    retryable: false,
    message: 'a reply is used that the reply file does not have',
    hint: 'Add the id that the detail names to dialogs/replies/zh-CN.yaml.'
  },
  REPLY_VARIABLE_MISSING: {
    httpStatus: 500,
    retryable: false,
    message: 'a reply has a blank that was given no value',
    hint: 'Compare the blanks of the named reply in dialogs/replies/zh-CN.yaml with what the dialog gives.'
  },
  STATE_CONFLICT: {
    httpStatus: 409,
    retryable: true,
    message: 'the conversation was changed by another turn at the same time',
    hint: 'The turn is run again by itself; if this repeats, two instances may serve one database.'
  },
  TURN_FAILED: {
    httpStatus: 500,
    retryable: true,
    message: 'the turn could not be finished',
    hint: 'Nothing of the turn was kept; it is tried again. Look at the cause in the log.'
  },
  SANDBOX_BAD_FAULT: {
    httpStatus: 400,
    retryable: false,
    message: 'the sandbox does not know this fault',
    hint: 'Use one of the faults that the detail lists.'
  },
  NOT_READY: {
    httpStatus: 503,
    retryable: true,
    message: 'the service is starting or ending',
    hint: 'It answers again by itself within seconds; GET /readyz names what is not ready yet.'
  },
  INTERNAL: {
    httpStatus: 500,
    retryable: false,
    message: 'something went wrong inside',
    hint: 'Look at the cause in the log and report it with the version.'
  }
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERROR_CATALOGUE

/** The codes that Direct Line clients read in `{error: {code}}`; only the code is stable (DOMAIN.md section 8). */
export const DIRECT_LINE_CODES: Partial<Record<ErrorCode, string>> = {
  DIRECT_LINE_BAD_ARGUMENT: 'BadArgument',
  DIRECT_LINE_UNAUTHORIZED: 'Unauthorized',
  DIRECT_LINE_TOKEN_EXPIRED: 'TokenExpired',
  DIRECT_LINE_FORBIDDEN: 'Forbidden',
  DIRECT_LINE_NOT_FOUND: 'NotFound',
  RATE_LIMITED: 'TooManyRequests',
  NOT_FOUND: 'NotFound',
  METHOD_NOT_ALLOWED: 'BadArgument',
  PAYLOAD_TOO_LARGE: 'BadArgument',
  UNSUPPORTED_MEDIA_TYPE: 'BadArgument',
  MALFORMED: 'BadArgument',
  EVIDENCE_EMPTY: 'BadArgument',
  EVIDENCE_TOO_LARGE: 'MessageSizeTooBig',
  EVIDENCE_TOO_MANY: 'BadArgument',
  EVIDENCE_TYPE_REFUSED: 'BadArgument',
  EVIDENCE_DISGUISED: 'BadArgument',
  EVIDENCE_BROKEN: 'BadArgument',
  EVIDENCE_INFECTED: 'BadArgument',
  EVIDENCE_NOT_FOUND: 'NotFound'
}

export interface AppErrorOptions {
  /** What was caught, kept for the log. */
  cause?: unknown
  /** What exactly, for clients and logs: field names and codes, never personal data or secrets. */
  detail?: string
}

/** The only error that this program throws; status, retry and hint come from ERROR_CATALOGUE. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly httpStatus: number
  readonly retryable: boolean
  readonly hint: string
  readonly detail?: string

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const entry: ErrorEntry = ERROR_CATALOGUE[code]
    super(
      options.detail === undefined ? entry.message : `${entry.message}: ${options.detail}`,
      options.cause === undefined ? undefined : { cause: options.cause }
    )
    this.code = code
    this.httpStatus = entry.httpStatus
    this.retryable = entry.retryable
    this.hint = entry.hint
    if (options.detail !== undefined) this.detail = options.detail
  }
}

/** Whatever was caught, as an AppError: itself where it is one, else INTERNAL (or `code`) with it as the cause. */
export function toAppError(error: unknown, code: ErrorCode = 'INTERNAL'): AppError {
  return error instanceof AppError ? error : new AppError(code, { cause: error })
}
