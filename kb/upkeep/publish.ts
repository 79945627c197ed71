// What citizens are told changes here alone: publish, now or at a time; roll back one article; retire it.
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Knowledge } from '../answer.ts'
import type { Broken, Gate } from './gate.ts'
import {
  addVersion,
  articleOf,
  articleRow,
  audited,
  bumpRevision,
  checkDoer,
  contentOfRow,
  currentRevision,
  type Doer,
  setVersion,
  type UpkeepDependencies,
  type VersionRow,
  versionRow
} from './version-store.ts'

export type Published =
  | { outcome: 'published'; version: number; revision: number; knowledge: Knowledge }
  | { outcome: 'scheduled'; version: number; publishAt: string }
  | { outcome: 'held'; version: number; broken: Broken[] }

/** From these a version may be published: it has been approved. */
const PUBLISHABLE: readonly VersionRow['state'][] = ['approved', 'scheduled', 'held']
/** Others may publish while the gate asks; then it asks again. */
const TRIES = 5

/** Ends what was live until now. */
async function endLive(db: Db, id: string, live: number | null, state: 'superseded' | 'retired', at: string) {
  if (live !== null) await setVersion(db, id, live, { state, ended_at: at })
}

async function makeLive(db: Db, deps: UpkeepDependencies, id: string, version: number, doer: Doer): Promise<number> {
  const at = deps.clock.now().toISOString()
  const { live_version } = await articleRow(db, id)
  await endLive(db, id, live_version, 'superseded', at)
  await setVersion(db, id, version, {
    state: 'published',
    published_at: at,
    published_by: doer.by,
    publish_reason: doer.why,
    held_because: null
  })
  await db.updateTable('kb_articles').set({ live_version: version }).where('id', '=', id).execute()
  return bumpRevision(db, deps.clock)
}

function checkPublishable(row: VersionRow): void {
  if (!PUBLISHABLE.includes(row.state))
    throw new AppError('KB_STEP_REFUSED', { detail: `version ${row.version} is ${row.state}, not approved` })
}

/**
 * Publishes an approved version, at once or at `at`; held where the gate finds that something would break.
 * Throws KB_ARTICLE_NOT_FOUND, KB_STEP_REFUSED.
 */
export async function publishVersion(
  deps: UpkeepDependencies,
  gate: Gate,
  id: string,
  version: number,
  { at, ...doer }: Doer & { at?: Date }
): Promise<Published> {
  checkDoer(doer)
  const { db, clock } = deps
  for (let tries = 0; tries < TRIES; tries++) {
    const row = await versionRow(db, id, version)
    checkPublishable(row)
    const { live_version, subject } = await articleRow(db, id)
    if (live_version !== null && live_version > version)
      throw new AppError('KB_STEP_REFUSED', { detail: `version ${live_version} is live already` })
    const { broken, revision, knowledge } = await gate.check(articleOf(subject, row))
    const published = await db.transaction().execute(async (trx): Promise<Published | null> => {
      checkPublishable(await versionRow(trx, id, version))
      if ((await currentRevision(trx)) !== revision) return null
      if (broken.length > 0) {
        await setVersion(trx, id, version, { state: 'held', held_because: JSON.stringify(broken) })
        await audited(trx, deps, 'kb.hold', id, doer, { version, broken: broken.length })
        return { outcome: 'held', version, broken }
      }
      if (at && at.getTime() > clock.now().getTime()) {
        const publishAt = at.toISOString()
        const scheduled = { publish_at: publishAt, published_by: doer.by, publish_reason: doer.why }
        await setVersion(trx, id, version, { state: 'scheduled', held_because: null, ...scheduled })
        await audited(trx, deps, 'kb.schedule', id, doer, { version, at: publishAt })
        return { outcome: 'scheduled', version, publishAt }
      }
      const next = await makeLive(trx, deps, id, version, doer)
      await audited(trx, deps, 'kb.publish', id, doer, { version, before: live_version, revision: next })
      return { outcome: 'published', version, revision: next, knowledge }
    })
    if (published) return published
  }
  throw new AppError('KB_STEP_REFUSED', { detail: 'others publish at this moment; try again' })
}

/** Publishes what is due. Two instances may both try: the second finds it published. */
export async function publishDue(deps: UpkeepDependencies, gate: Gate): Promise<Published[]> {
  const due = await deps.db
    .selectFrom('kb_article_versions')
    .select(['article_id', 'version', 'published_by', 'publish_reason'])
    .where('state', '=', 'scheduled')
    .where('publish_at', '<=', deps.clock.now().toISOString())
    .orderBy('publish_at')
    .execute()
  const published: Published[] = []
  for (const { article_id, version, published_by, publish_reason } of due) {
    const doer = { by: published_by ?? 'system/schedule', why: publish_reason ?? 'as scheduled' }
    try {
      published.push(await publishVersion(deps, gate, article_id, version, doer))
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'KB_STEP_REFUSED')) throw error
      // a newer version went live, or another instance was first: what is still waiting here never will
      await deps.db
        .updateTable('kb_article_versions')
        .set({ state: 'held', held_because: JSON.stringify([]) })
        .where('article_id', '=', article_id)
        .where('version', '=', version)
        .where('state', '=', 'scheduled')
        .execute()
    }
  }
  return published
}

/**
 * Brings back what an earlier version said, as a new version that is live at once. It was reviewed then, and a rollback
 * is an emergency brake: the gate does not hold it.
 */
export async function rollbackArticle(
  deps: UpkeepDependencies,
  id: string,
  to: number,
  doer: Doer
): Promise<{ version: number; revision: number }> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    const article = await articleRow(trx, id)
    const target = await versionRow(trx, id, to)
    if (target.published_at === null)
      throw new AppError('KB_STEP_REFUSED', { detail: `version ${to} was never published` })
    if (article.live_version === to) throw new AppError('KB_STEP_REFUSED', { detail: `version ${to} is live already` })
    articleOf(article.subject, target)
    const content = contentOfRow(target)
    const made = { ...doer, content, state: 'approved' as const, basedOn: article.head_version, restores: to }
    const version = await addVersion(trx, id, made, deps.clock)
    const revision = await makeLive(trx, deps, id, version, doer)
    await audited(trx, deps, 'kb.rollback', id, doer, { version, to, from: article.live_version, revision })
    return { version, revision }
  })
}

/** Takes an article away: citizens are told nothing of it any more; its versions stay. */
export async function retireArticle(deps: UpkeepDependencies, id: string, doer: Doer): Promise<{ revision: number }> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    const { live_version } = await articleRow(trx, id)
    if (live_version === null) throw new AppError('KB_STEP_REFUSED', { detail: 'nothing of it is live' })
    await endLive(trx, id, live_version, 'retired', deps.clock.now().toISOString())
    await trx.updateTable('kb_articles').set({ live_version: null }).where('id', '=', id).execute()
    const revision = await bumpRevision(trx, deps.clock)
    await audited(trx, deps, 'kb.retire', id, doer, { version: live_version, revision })
    return { revision }
  })
}
