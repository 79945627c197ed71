// Writing and reviewing: draft → in review → approved by somebody who had no hand in it, or returned.
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { type Content, checkContent, diffContents, type FieldChange } from './content.ts'
import {
  addVersion,
  articleRow,
  audited,
  checkDoer,
  contentOfRow,
  type Doer,
  setVersion,
  type UpkeepDependencies,
  type VersionRow,
  versionRow
} from './version-store.ts'

export interface Save extends Doer {
  content: Content
  /** Version that the editor had open; null for a new article. */
  basedOn: number | null
  /** Folder of a new article. */
  subject?: string
}

export type Saved =
  | { outcome: 'saved'; version: number; faults: { field: string; problem: string; hint: string }[] }
  /** Somebody saved first: what they changed, what you changed, and where your text is kept. */
  | { outcome: 'conflict'; head: number; headBy: string; theirs: FieldChange[]; yours: FieldChange[]; setAside: number }

const SUBJECT = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Saves a draft on top of the version it was made from. Two who edit at once never overwrite each other: the second one's
 * text is kept as a version that is set aside. Throws KB_ARTICLE_NOT_FOUND, KB_STEP_REFUSED.
 */
export function saveDraft(deps: UpkeepDependencies, save: Save): Promise<Saved> {
  return deps.db.transaction().execute(trx => saveDraftIn(trx, deps, save))
}

/** `saveDraft` in a transaction that the caller is in. */
export async function saveDraftIn(trx: Db, deps: UpkeepDependencies, save: Save): Promise<Saved> {
  checkDoer(save)
  const { content, basedOn, by, why, subject = 'local' } = save
  const { id } = content
  if (!SUBJECT.test(subject)) throw new AppError('KB_STEP_REFUSED', { detail: 'the subject is kebab-case' })
  if (basedOn === null) {
    const created_at = deps.clock.now().toISOString()
    await trx
      .insertInto('kb_articles')
      .values({ id, subject, head_version: 0, live_version: null, created_at })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
  }
  const article = await articleRow(trx, id)
  const { head_version: head } = article
  if (head !== (basedOn ?? 0)) return setAside(trx, deps, save, head)
  const version = await addVersion(trx, id, { content, state: 'draft', basedOn, by, why }, deps.clock)
  await audited(trx, deps, 'kb.draft', id, save, { version, basedOn })
  const faults = checkContent(article.subject, content).faults
  return { outcome: 'saved', version, faults: faults.map(({ field, problem, hint }) => ({ field, problem, hint })) }
}

/** The second saver's text is kept beside the line of versions, with what both changed. */
async function setAside(trx: Db, deps: UpkeepDependencies, save: Save, head: number): Promise<Saved> {
  const { content, basedOn, by, why } = save
  const { id } = content
  const before = basedOn === null ? { id } : contentOfRow(await versionRow(trx, id, basedOn))
  const newest = await versionRow(trx, id, head)
  const version = await addVersion(trx, id, { content, state: 'set_aside', basedOn, by, why }, deps.clock)
  await audited(trx, deps, 'kb.set_aside', id, save, { version, basedOn, head })
  const theirs = diffContents(before, contentOfRow(newest))
  const yours = diffContents(contentOfRow(newest), content)
  return { outcome: 'conflict', head, headBy: newest.author, theirs, yours, setAside: version }
}

/** Everybody who wrote since the article was last approved: none of them may approve it. */
async function authorsSince(db: Db, id: string, version: number): Promise<Set<string>> {
  const authors = new Set<string>()
  let at: number | null = version
  while (at !== null) {
    const row = await versionRow(db, id, at)
    const isApproved = row.published_at !== null || (row.reviewed_at !== null && row.state !== 'returned')
    if (at !== version && isApproved) break
    authors.add(row.author)
    at = row.based_on
  }
  return authors
}

async function newestIn(db: Db, id: string, version: number, state: VersionRow['state']) {
  const article = await articleRow(db, id)
  const row = await versionRow(db, id, version)
  if (article.head_version !== version)
    throw new AppError('KB_STEP_REFUSED', { detail: `version ${article.head_version} is newer` })
  if (row.state !== state) throw new AppError('KB_STEP_REFUSED', { detail: `version ${version} is ${row.state}` })
  return { article, row }
}

/** Hands the newest draft to a second person. It has to be complete. */
export function submitDraft(deps: UpkeepDependencies, id: string, version: number, doer: Doer): Promise<void> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    const { article, row } = await newestIn(trx, id, version, 'draft')
    const [fault] = checkContent(article.subject, contentOfRow(row)).faults
    if (fault) throw new AppError('KB_STEP_REFUSED', { detail: `${fault.field}: ${fault.problem}` })
    await setVersion(trx, id, version, { state: 'in_review' })
    await audited(trx, deps, 'kb.submit', id, doer, { version })
  })
}

/** Approves or returns what was handed in. Who wrote any of it cannot review it. */
export function reviewDraft(
  deps: UpkeepDependencies,
  id: string,
  version: number,
  { verdict, ...doer }: Doer & { verdict: 'approve' | 'return' }
): Promise<void> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    await newestIn(trx, id, version, 'in_review')
    if ((await authorsSince(trx, id, version)).has(doer.by))
      throw new AppError('KB_STEP_REFUSED', { detail: `${doer.by} wrote part of it; a second person has to review it` })
    const reviewed = { reviewer: doer.by, review_note: doer.why, reviewed_at: deps.clock.now().toISOString() }
    await setVersion(trx, id, version, { state: verdict === 'approve' ? 'approved' : 'returned', ...reviewed })
    await audited(trx, deps, `kb.${verdict}`, id, doer, { version })
  })
}
