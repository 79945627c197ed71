// The weekly or monthly file for the national platform (CONTRACT.md section 6; DOMAIN.md section 6).
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { appendAudit } from '../../core/audit.ts'
import { type Clock, toOffsetIso } from '../../core/clock.ts'
import type { Database } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Ids } from '../../core/ids.ts'
import { maskNumbers } from '../../core/masking.ts'
import type { Vault } from '../../core/vault.ts'
import type { Kind } from '../contract/index.ts'
import type { TimeLimits } from '../limits/limit-table.ts'
import { loadTickets, recordOf, type TicketRecord } from '../privacy/ticket-record.ts'
import { IDENTITY_FIELDS, scanned } from '../privacy/views.ts'
import { checkBack, type Format, type Rendering, render } from './formats.ts'
import type { MappingSheet } from './mapping-sheet.ts'
import type { Period } from './period.ts'
import { type Table, tableOf } from './table.ts'
import { WATERMARK_COLUMN, watermarkCode, watermarkOf } from './watermark.ts'

export interface ExportRequest {
  period: Period
  format: Format
  /** Path of the file; its folder is made. The manifest goes beside it as `<out>.manifest.json`. */
  out: string
  mapping: MappingSheet
  /** Fewer kinds than the mapping sheet takes. */
  kinds?: readonly Kind[]
  /** With names, telephones, addresses and coordinates, for this reason. */
  identityReason?: string
  actor: string
  role: string
}

export interface ExportDependencies {
  limits?: TimeLimits
  vault: Vault
  clock: Clock
  ids: Ids
  offsetMinutes: number
}

export interface Manifest {
  file: string
  format: Format
  mapping: { name: string; sha256: string }
  /** Days of the city; `to` is the first that is left out. */
  period: { from: string; to: string }
  /** ISO 8601 with the city's offset. */
  writtenAt: string
  writtenBy: string
  withIdentity: boolean
  /** Only with identity. */
  reason?: string
  watermark?: string
  rows: number
  byKind: Record<string, number>
  columns: string[]
  bytes: number
  sha256: string
}

const REASON_MIN = 4

/** Throws EXPORT_INVALID where a reason says nothing. */
function reasonOf(request: ExportRequest): string | null {
  if (request.identityReason === undefined) return null
  const reason = request.identityReason.trim()
  if ([...reason].length < REASON_MIN) {
    throw new AppError('EXPORT_INVALID', {
      detail: '--with-identity needs --reason "…" that somebody else understands'
    })
  }
  return maskNumbers(reason)
}

/** Without a reason: no identity, no coordinates, texts scanned. */
function withoutIdentity(record: TicketRecord): TicketRecord {
  const gone = Object.fromEntries(IDENTITY_FIELDS.map(field => [field, null]))
  return { ...record, ...gone }
}

async function readRecords(
  db: Database,
  { period, mapping, kinds }: ExportRequest,
  hasIdentity: boolean,
  { vault, clock, limits }: ExportDependencies
): Promise<TicketRecord[]> {
  const wanted = kinds ? (mapping.kinds ?? kinds).filter(kind => kinds.includes(kind)) : mapping.kinds
  const records: TicketRecord[] = []
  const query = { fromUtc: period.fromUtc, toUtc: period.toUtc, ...(wanted && { kinds: wanted }) }
  for await (const loaded of loadTickets(db, query, vault)) {
    const record = recordOf(loaded, clock.now(), limits)
    records.push(hasIdentity ? record : withoutIdentity(scanned(record, loaded)))
  }
  return records
}

function withWatermarks(table: Table, marks: readonly string[]): Table {
  return {
    columns: [...table.columns, WATERMARK_COLUMN],
    rows: table.rows.map((row, index) => [...row, marks[index]!])
  }
}

function countByKind(records: readonly TicketRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function about(manifest: Omit<Manifest, 'bytes' | 'sha256'>): [string, string][] {
  return [
    ['项目', '内容'],
    ['对照表', manifest.mapping.name],
    ['起止', `${manifest.period.from} 起,${manifest.period.to} 前(不含当日)`],
    ['导出时间', manifest.writtenAt],
    ['导出人', manifest.writtenBy],
    ['工单数', String(manifest.rows)],
    ['含身份信息', manifest.withIdentity ? '是' : '否'],
    ...(manifest.reason ? ([['用途', manifest.reason]] as [string, string][]) : []),
    ...(manifest.watermark ? ([['水印编号', manifest.watermark]] as [string, string][]) : [])
  ]
}

/** Readable by its owner only; on disk before it gets its name. */
function writeDraft(file: string, bytes: Buffer | string): string {
  const draft = `${file}.part`
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(draft, bytes, { mode: 0o600 })
  chmodSync(draft, 0o600)
  const descriptor = openSync(draft, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
  return draft
}

/**
 * Writes the file and its manifest. It is read again and compared cell by cell, and audited, before it gets its name: there
 * is no file without an entry. Throws EXPORT_INVALID, EXPORT_MISMATCH, MAPPING_INVALID, EXPORT_UNWRITABLE.
 */
export async function exportTickets(db: Database, request: ExportRequest, deps: ExportDependencies): Promise<Manifest> {
  const { vault, clock, ids, offsetMinutes } = deps
  const reason = reasonOf(request)
  const records = await readRecords(db, request, reason !== null, deps)
  const writtenAt = toOffsetIso(clock.now(), offsetMinutes)
  const code = reason === null ? null : watermarkCode(ids)
  let table = tableOf(records, request.mapping.columns, offsetMinutes)
  if (code !== null && reason !== null) {
    const mark = { code, actor: request.actor, at: writtenAt, reason }
    table = withWatermarks(
      table,
      records.map(({ ticketNo }) => watermarkOf(vault, mark, ticketNo))
    )
  }
  const told = {
    file: path.basename(request.out),
    format: request.format,
    mapping: { name: request.mapping.name, sha256: request.mapping.sha256 },
    period: { from: request.period.from, to: request.period.to },
    writtenAt,
    writtenBy: request.actor,
    withIdentity: reason !== null,
    ...(reason !== null && { reason }),
    ...(code !== null && { watermark: code }),
    rows: records.length,
    byKind: countByKind(records),
    columns: table.columns.map(({ header }) => header)
  }
  const rendering: Rendering = { offsetMinutes, sheet: request.mapping.sheet, about: about(told) }
  const bytes = await render(table, request.format, rendering)
  const manifest: Manifest = {
    ...told,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex')
  }
  await place(db, request, manifest, bytes, () => checkBackFile(request, table, rendering), deps)
  return manifest
}

async function checkBackFile({ out, format }: ExportRequest, table: Table, rendering: Rendering): Promise<void> {
  await checkBack(readFileSync(`${out}.part`), table, format, rendering)
}

async function place(
  db: Database,
  request: ExportRequest,
  manifest: Manifest,
  bytes: Buffer,
  check: () => Promise<void>,
  deps: ExportDependencies
): Promise<void> {
  const manifestFile = `${request.out}.manifest.json`
  try {
    const draft = writeDraft(request.out, bytes)
    await check()
    const manifestDraft = writeDraft(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
    await appendAudit(
      db,
      {
        actor: request.actor,
        role: request.role,
        action: manifest.withIdentity ? 'export.identity' : 'export.write',
        subject: `${manifest.period.from}/${manifest.period.to}`,
        reason: manifest.reason ?? '',
        detail: {
          format: manifest.format,
          mapping: manifest.mapping.name,
          rows: manifest.rows,
          sha256: manifest.sha256,
          watermark: manifest.watermark ?? null
        }
      },
      deps
    )
    renameSync(draft, request.out)
    renameSync(manifestDraft, manifestFile)
  } catch (error) {
    for (const file of [request.out, manifestFile]) {
      if (existsSync(`${file}.part`)) rmSync(`${file}.part`)
    }
    if (error instanceof AppError) throw error
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new AppError('EXPORT_UNWRITABLE', { cause: error, detail: reason })
  }
}
