import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { SigningAlgorithm } from '../../core/signing.ts'
import type { Evaluation, Receipt, Supplement, Urge, Withdrawal, WorkOrder, WorkOrderState } from '../contract/index.ts'

export interface IntakeSettings {
  /** Base without a slash at the end, e.g. http://127.0.0.1:3979/api/v1. */
  url: string
  appId: string
  secret: string
  algorithm: SigningAlgorithm
}

/** What happened to a request that failed. */
export type Outcome =
  /** It never reached the intake, or the intake said that it took nothing: send again. */
  | 'not_taken'
  /** It may have been taken: ask before sending again. */
  | 'unknown'
  /** It will be refused again until a person has changed something. */
  | 'refused'

export interface IntakeFailureDetails {
  outcome: Outcome
  /** `code` of problem+json. */
  intakeCode?: string | undefined
  /** HTTP status of the answer. */
  answerStatus?: number | undefined
  retryAfterMs?: number | undefined
}

/** INTAKE_TIMEOUT, _UNREACHABLE, _BUSY, _BAD_RESPONSE, _REFUSED; the detail names codes and fields, never values. */
export class IntakeFailure extends AppError {
  readonly outcome: Outcome
  readonly intakeCode: string | undefined
  readonly answerStatus: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, options: { cause?: unknown; detail?: string }, details: IntakeFailureDetails) {
    super(code, options)
    this.outcome = details.outcome
    this.intakeCode = details.intakeCode
    this.answerStatus = details.answerStatus
    this.retryAfterMs = details.retryAfterMs
  }

  /** True where the intake itself, not this one request, is what ails: others would fail too. */
  get isHostFailure(): boolean {
    if (this.outcome !== 'refused') return true
    // Our credentials, clock or address are wrong.
    return this.answerStatus === 401 || this.answerStatus === 403
  }
}

export interface CallOptions {
  /** Ends the call early, with an unknown outcome. */
  signal?: AbortSignal
}

/** A city's 12345 intake. Every call throws IntakeFailure. */
export interface IntakeClient {
  /** Shown in logs: host and port. */
  readonly host: string
  /** Gives a file before the order that names it; returns the intake's id of it. Missing where no files are taken. */
  uploadAttachment?(
    file: { bytes: Buffer; name: string; contentType: string; sha256: string },
    options?: CallOptions
  ): Promise<string>
  createWorkOrder(order: WorkOrder, key: string, options?: CallOptions): Promise<Receipt>
  /** Null where the intake has no such ticket. */
  findByTicketNo(ticketNo: string, options?: CallOptions): Promise<Receipt | null>
  getWorkOrder(workOrderNo: string, options?: CallOptions): Promise<WorkOrderState | null>
  /**
   * For intakes that neither call nor list their changes, and only there: status and what else is told of one order, as far
   * as it could be read, with `theirStatus`. Null where there is no such order.
   */
  askStatus?(workOrderNo: string, options?: CallOptions): Promise<object | null>
  /** Events after the cursor, in order, not yet checked: one that is unknown must not hide the others. */
  listChanges(
    query: { after?: string; limit?: number },
    options?: CallOptions
  ): Promise<{ events: unknown[]; cursor: string }>
  supplement(workOrderNo: string, body: Supplement, key: string, options?: CallOptions): Promise<void>
  urge(workOrderNo: string, body: Urge, key: string, options?: CallOptions): Promise<void>
  withdraw(workOrderNo: string, body: Withdrawal, key: string, options?: CallOptions): Promise<void>
  evaluate(workOrderNo: string, body: Evaluation, key: string, options?: CallOptions): Promise<void>
}
