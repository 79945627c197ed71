// `npm run bench -- knowledge`: what asking costs and finds, beside three common searches on the same articles and the
// same held-out questions in the same run; and what a base of a hundred thousand articles costs.
//
// SQLite FTS5 comes with our database, MiniSearch and `natural` with the bench's own packages (scripts/bench/rivals).
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { projectRoot } from '../../core/paths.ts'
import { type Article, benchKnowledge } from '../../kb/index.ts'
import { percentile } from './load.ts'
import { requireRivals } from './rivals.ts'

const LARGE = 100_000
const LARGE_ASKS = 6

interface Rival {
  name: string
  /** Ids, best first. */
  find(question: string): string[]
}

const bigrams = (text: string) => {
  const bare = text.replace(/[\s\p{P}]/gu, '')
  return Array.from({ length: Math.max(0, bare.length - 1) }, (_, i) => bare.slice(i, i + 2))
}
const textOf = ({ title, asks, keywords, answer }: Article) => [title, ...asks, ...keywords, answer].join('\n')

function sqlite(articles: readonly Article[]): Rival {
  const database = new Database(':memory:')
  database.exec("create virtual table article using fts5(id unindexed, text, tokenize='trigram')")
  const insert = database.prepare('insert into article values (?, ?)')
  for (const article of articles) insert.run(article.id, textOf(article))
  const select = database.prepare('select id from article where article match ? order by rank limit 3')
  return {
    name: 'SQLite FTS5 trigram',
    find(question) {
      const bare = question.replace(/[\s\p{P}]/gu, '')
      const runs = Array.from({ length: Math.max(0, bare.length - 2) }, (_, i) => `"${bare.slice(i, i + 3)}"`)
      return runs.length > 0 ? (select.all(runs.join(' OR ')) as { id: string }[]).map(({ id }) => id) : []
    }
  }
}

function miniSearch(rivals: NodeJS.Require, articles: readonly Article[]): Rival {
  const MiniSearch = rivals('minisearch') as new (
    options: object
  ) => {
    addAll(documents: object[]): void
    search(query: string): { id: string }[]
  }
  const search = new MiniSearch({ fields: ['title', 'asks', 'answer'], tokenize: bigrams })
  search.addAll(articles.map(({ id, title, asks, answer }) => ({ id, title, asks: asks.join('\n'), answer })))
  return {
    name: 'MiniSearch, bigrams',
    find: question =>
      search
        .search(question)
        .slice(0, 3)
        .map(({ id }) => id)
  }
}

function naturalTfIdf(rivals: NodeJS.Require, articles: readonly Article[]): Rival {
  const { TfIdf } = rivals('natural/lib/natural/tfidf') as {
    TfIdf: new () => { addDocument(terms: string[]): void; tfidfs(terms: string[]): number[] }
  }
  const index = new TfIdf()
  for (const article of articles) index.addDocument(bigrams(textOf(article)))
  return {
    name: 'natural TfIdf, bigrams',
    find: question => {
      const scores = index.tfidfs(bigrams(question))
      return [...scores.keys()]
        .sort((a, b) => scores[b]! - scores[a]!)
        .slice(0, 3)
        .map(i => articles[i]!.id)
    }
  }
}

/** Other articles from the pieces of ours: any title, questions and answer may meet. */
function synthesise(articles: readonly Article[], count: number): Article[] {
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!
  const asks = articles.flatMap(article => article.asks)
  return Array.from({ length: count }, (_, n) => ({
    ...pick(articles, n),
    id: `synthetic-${n}`,
    title: `${pick(articles, n * 7 + 3).title}${n}`,
    asks: Array.from({ length: LARGE_ASKS }, (_, k) => pick(asks, n * 13 + k * 101 + Math.floor(n / 97))),
    replaces: []
  }))
}

interface Took {
  tookMs: number
  /** Processor time of all threads: on a busy machine it says more than the clock. */
  cpuMs: number
}

const timed = <T>(run: () => T): Took & { value: T } => {
  const [startedAtMs, cpu] = [performance.now(), process.cpuUsage()]
  const value = run()
  const tookMs = performance.now() - startedAtMs
  const { user, system } = process.cpuUsage(cpu)
  return { value, tookMs, cpuMs: (user + system) / 1000 }
}

const print = (line = '') => process.stdout.write(`${line}\n`)
const column = (text: string, width = 11) => text.padStart(width)
const ms = (value: number) => column(`${value.toFixed(2)} ms`)
const seconds = ({ tookMs, cpuMs }: Took) =>
  `${(tookMs / 1000).toFixed(2)} s (${(cpuMs / 1000).toFixed(2)} s of processor)`
const quantiles = (times: readonly Took[]) =>
  [0.5, 0.95]
    .map(p =>
      ms(
        percentile(
          times.map(({ tookMs }) => tookMs),
          p
        )
      )
    )
    .join('') +
  [0.5, 0.95]
    .map(p =>
      ms(
        percentile(
          times.map(({ cpuMs }) => cpuMs),
          p
        )
      )
    )
    .join('')
const QUANTILES = ['p50', 'p95', 'p50 cpu', 'p95 cpu'].map(name => column(name)).join('')

const readBase = () => benchKnowledge(readFileSync(path.join(projectRoot, 'kb', 'data', 'held-out.jsonl'), 'utf8'))

/** `npm run bench -- knowledge`. */
export function benchKnowledgeBase(): void {
  const { articles, open, questions } = readBase()
  const built = timed(() => open(articles))
  const ours: Rival = { name: 'ours', find: question => built.value.find(question) }
  const installed = requireRivals()
  const rivals = [ours, sqlite(articles), miniSearch(installed, articles), naturalTfIdf(installed, articles)]
  const answerable = questions.filter(({ wanted }) => wanted.length > 0)
  print(`${articles.length} articles, ${answerable.length} held-out questions that one of them answers`)
  print(`  ${''.padEnd(24)}${column('hit@1', 9)}${column('hit@3', 9)}${QUANTILES}`)
  for (const rival of rivals) {
    for (const { question } of answerable.slice(0, 50)) rival.find(question)
    const found = answerable.map(({ question, wanted }) => {
      const { value, ...took } = timed(() => rival.find(question))
      return { first: wanted.includes(value[0] ?? ''), three: value.some(id => wanted.includes(id)), ...took }
    })
    const share = (name: 'first' | 'three') =>
      column(`${((100 * found.filter(one => one[name]).length) / found.length).toFixed(1)} %`, 9)
    print(`  ${rival.name.padEnd(24)}${share('first')}${share('three')}${quantiles(found)}`)
  }
  const changed = articles.map((article, i) => (i === 0 ? { ...article, title: `${article.title}?` } : article))
  print(`  index built in ${seconds(built)}, after one article changed in ${seconds(timed(() => open(changed)))}`)
  // a process of its own: what the other indexes took is not counted
  const { status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, 'knowledge', '--large'], {
    stdio: 'inherit'
  })
  if (status !== 0) process.exitCode = 1
}

/** `npm run bench -- knowledge --large`: the hundred thousand alone. */
export function benchLargeBase(): void {
  const { articles, open, questions } = readBase()
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
  const started = mebibytes(process.memoryUsage().rss)
  const many = synthesise(articles, LARGE)
  print(`${LARGE} synthetic articles with ${LARGE_ASKS} questions each; ${started} in use before`)
  const large = timed(() => open(many))
  print(`  index built in ${seconds(large)}`)
  for (const { question } of questions.slice(0, 20)) large.value.find(question)
  const times = questions.map(({ question }) => timed(() => large.value.find(question)))
  print(`  ${''.padEnd(42)}${QUANTILES}`)
  print(`  ${`${questions.length} questions`.padEnd(42)}${quantiles(times)}`)
  const { rss } = process.memoryUsage()
  const peak = process.resourceUsage().maxRSS * 1024
  print(`  memory of the process ${mebibytes(rss)} while it answers, ${mebibytes(peak)} at most while it was built`)
  const one = timed(() => open([...many.slice(1), { ...many[0]!, title: '换了一条' }]))
  print(`  after one article changed built anew in ${seconds(one)}`)
}
