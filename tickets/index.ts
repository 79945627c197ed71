export * from './categories/index.ts'
export * from './contract/index.ts'
export { createTicketDesk } from './desk/create-ticket-desk.ts'
export type { DeskDependencies } from './desk/dependencies.ts'
export { type ScannedFiles, scanHeldFiles } from './desk/scan-held.ts'
export type { Likeness } from './duplicates/compare-matters.ts'
export {
  chooseMaster,
  type GroupChange,
  type GroupMember,
  groupOf,
  putInGroup,
  splitFromGroup,
  type TicketGroup,
  ticketGroups
} from './duplicates/groups.ts'
export type { Reason } from './duplicates/reasons.ts'
export { FREQUENCY_FILE, piecesOf } from './duplicates/text-likeness.ts'
export type { BlobStore } from './evidence/blob-store.ts'
export { CHUNK_BYTES, type EvidenceDependencies, type EvidenceFile, EvidenceStore } from './evidence/evidence-store.ts'
export { type FileKind, kindOfContentType } from './evidence/file-types.ts'
export { openBlobs } from './evidence/open-blobs.ts'
export { createScan, type Scan } from './evidence/scan.ts'
export type { TicketFile } from './evidence/ticket-files.ts'
export { type CheckedExport, checkExport } from './export/check-export.ts'
export {
  type ExportDependencies,
  type ExportRequest,
  exportTickets,
  type Manifest
} from './export/export-tickets.ts'
export { FORMATS, type Format } from './export/formats.ts'
export { loadMapping, type MappingSheet } from './export/mapping-sheet.ts'
export { monthOf, type Period, spanOf, weekOf } from './export/period.ts'
export { type Summary, summarise } from './export/summary.ts'
export { readWatermark } from './export/watermark.ts'
export type { CallbackOutcome, CallbackReader, CallbackRequest } from './intake/callback-reader.ts'
export type { IntakeClient, IntakeSettings } from './intake/intake-client.ts'
export type { Due, DueState } from './limits/due-dates.ts'
export { type LimitSettings, loadTimeLimits, type TimeLimits } from './limits/limit-table.ts'
export { type DueTicket, dueTickets } from './limits/load-dues.ts'
export type { ChangedTicket, OnChanged } from './mirror/apply-event.ts'
export { createPoller, type Poller } from './mirror/poll-changes.ts'
export { type CallbackDependencies, receiveCallback } from './mirror/receive-callback.ts'
export { type Correction, correctRow, rowContent } from './outbox/correct-row.ts'
export { deadLetters, outboxCounts, pushAgain } from './outbox/dead-letters.ts'
export { createOutbox, type Outbox, type OutboxDependencies } from './outbox/outbox.ts'
export type { PersonFile, PersonFileCopy } from './privacy/person-files.ts'
export { type RetentionResult, retain, retentionDue } from './privacy/retain.ts'
export { loadRetention, type RetentionSchedule } from './privacy/retention-schedule.ts'
export { REVEAL_ROLES, type Revealed, type RevealRequest, revealIdentity } from './privacy/reveal-identity.ts'
export {
  type ErasedPerson,
  erasePerson,
  exportPerson,
  type FoundPerson,
  findPerson,
  type PersonCopy,
  type RightsRequest
} from './privacy/rights.ts'
export { type LoadedTicket, loadTickets, recordOf, type TicketRecord } from './privacy/ticket-record.ts'
export { VIEWS, type View, type ViewedTicket, type ViewOptions, viewOf } from './privacy/views.ts'
export { createCallbackReader } from './profiles/callback-reader.ts'
export { createIntake, createIntakeClient, nativeCallbacks } from './profiles/create-intake.ts'
export { loadProfile, profileFaults, profileFile, shippedProfiles } from './profiles/load-profile.ts'
export { mappedExample } from './profiles/mapped-example.ts'
export { createProfileClient } from './profiles/profile-client.ts'
export { routeFor } from './routing.ts'
export * from './ticket-desk.ts'
