// Commands that only look: ask, check, stats, calibrate, history, diff, remind, queue.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { systemClock } from '../../core/clock.ts'
import { loadConfig, readEnvironment } from '../../core/config.ts'
import { AppError } from '../../core/errors.ts'
import { createLog } from '../../core/log.ts'
import {
  articleDiff,
  articleHistory,
  askLine,
  calibrateSearch,
  checkArticles,
  checkKnowledge,
  createEmbed,
  createRerank,
  type FieldChange,
  knowledgeStats,
  questionQueue,
  type Rerank,
  reminders
} from '../../kb/index.ts'
import { createUnderstand } from '../../nlu/index.ts'
import { isThereDatabase, openBase, withDatabase } from './open-base.ts'

export const say = (line: string) => process.stdout.write(`${line}\n`)

export async function ask(): Promise<boolean> {
  const { regionCode, embedding, offsetMinutes } = loadConfig(readEnvironment())
  const knowledge = await openBase()
  const now = () => systemClock.now()
  let rerank: Rerank | null = null
  if (embedding) {
    const understand = createUnderstand()
    const log = createLog({ level: 'warn', clock: systemClock, write: line => process.stderr.write(line) })
    rerank = createRerank({
      knowledge,
      embed: createEmbed(embedding, { clock: systemClock, log }),
      entitiesIn: text => understand(text, { now: now(), offsetMinutes, regionCode }).entities
    })
  }
  const defaults = { now, regionCode, rerank }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    if (!say(JSON.stringify(await askLine(knowledge, line, defaults)))) await once(process.stdout, 'drain')
  return true
}

/** Faults go to stdout, one a line, with the file; false where there is one. Checks the files of `content`, or what is live, and says what was read twice. */
export async function check(
  corpusFolder: string | undefined,
  { isDatabase, content }: { isDatabase: boolean; content: string | undefined }
): Promise<boolean> {
  const { articles, citations, faults, doubts, readings } = isDatabase
    ? await withDatabase(async (_, live) => checkArticles(live.articles, corpusFolder), { mustExist: true })
    : checkKnowledge(corpusFolder, content)
  for (const fault of faults) say(fault)
  for (const doubt of doubts) say(`look: ${doubt}`)
  for (const id of readings.changed) say(`read again: ${id}: its words are others since the second reading`)
  for (const id of readings.other_edition) say(`read again: ${id}: read against another edition of the law`)
  if (readings.unread.length > 0) say(`not read a second time: ${readings.unread.join(', ')}`)
  say(`${readings.read.length} of ${articles} articles read a second time against the text of the law`)
  say(`${articles} articles, ${citations} citations, ${faults.length} faults, ${doubts.length} to look at`)
  return faults.length === 0
}

export async function stats(): Promise<boolean> {
  const live = isThereDatabase() ? await withDatabase(async (_, { articles }) => articles) : []
  for (const [name, value] of Object.entries(live.length > 0 ? knowledgeStats(live) : knowledgeStats()))
    say(`${name.padEnd(28)}${value}`)
  return true
}

/** Prints, for each threshold, what would be answered; the choice is a person's. */
export function calibrate(): boolean {
  const { leftOutHit1, listedHit1, thresholds } = calibrateSearch()
  const share = (value: number) => `${(100 * value).toFixed(1)} %`
  say(`left-out questions found first: ${share(leftOutHit1)}, listed ones: ${share(listedHit1)}`)
  say('at    right  wrong  unanswerable  listed right  listed wrong')
  for (const { at, right, wrong, unanswerable, listedRight, listedWrong } of thresholds)
    say([at.toFixed(2), ...[right, wrong, unanswerable, listedRight, listedWrong].map(n => n.toFixed(3))].join('  '))
  return true
}

export async function history(id: string): Promise<boolean> {
  const versions = await withDatabase(({ db }) => articleHistory(db, id), { mustExist: true })
  for (const one of versions) {
    const restores = one.restores === null ? '' : ` restores ${one.restores}`
    say(
      `${one.isLive ? '*' : ' '} v${one.version}  ${one.state}${restores}  ${one.createdAt}  ${one.author}: ${one.reason}`
    )
    if (one.reviewer) say(`      reviewed ${one.reviewedAt}  ${one.reviewer}: ${one.reviewNote}`)
    if (one.publishedAt)
      say(`      told ${one.publishedAt} – ${one.endedAt ?? 'now'}  ${one.publishedBy}: ${one.publishReason}`)
    else if (one.publishAt) say(`      to be published ${one.publishAt}`)
    for (const { kind, what, problem } of one.broken) say(`      held: ${kind}: ${what}: ${problem}`)
  }
  return true
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

export function sayChanges(changes: readonly FieldChange[]): void {
  for (const { field, before, after } of changes) {
    say(`@ ${field}`)
    for (const [sign, value] of [
      ['-', before],
      ['+', after]
    ] as const)
      for (const item of Array.isArray(value) ? value : value === null ? [] : [value])
        for (const line of shown(item).split('\n')) say(`${sign} ${line}`)
  }
}

export async function diff(id: string, from: string, to: string): Promise<boolean> {
  const [a, b] = [Number(from), Number(to)]
  if (!Number.isInteger(a) || !Number.isInteger(b))
    throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: `${from} ${to}` })
  sayChanges(await withDatabase(({ db }) => articleDiff(db, id, a, b), { mustExist: true }))
  return true
}

export async function remind(): Promise<boolean> {
  const found = await withDatabase(({ db, clock, offsetMinutes }) => reminders(db, clock.now(), offsetMinutes), {
    mustExist: true
  })
  for (const { articleId, version, why, about } of found) say(`${why}\t${about}\t${articleId} v${version}`)
  say(`${found.length} to look at`)
  return true
}

export async function queue(): Promise<boolean> {
  const clusters = await withDatabase(({ db }) => questionQueue(db), { mustExist: true })
  for (const { count, question, unanswered, thumbsDown } of clusters)
    say(`${String(count).padStart(5)}  ${unanswered} unanswered, ${thumbsDown} thumbs down  ${question}`)
  say(`${clusters.length} matters`)
  return true
}
