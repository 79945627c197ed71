import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../../core/paths.ts'
import { loadArticles } from '../../../kb/article/load-articles.ts'
import { readTestQuestions } from '../../../kb/evaluate.ts'

const data = (name: string) => readFileSync(path.join(projectRoot, 'kb', 'data', name), 'utf8')
const bare = (text: string) => text.normalize('NFKC').replace(/[\p{P}\p{S}\s]/gu, '')

describe('kb/data/held-out.jsonl', () => {
  const questions = readTestQuestions(data('held-out.jsonl'))

  it('is large enough to judge by, and part of it is unanswerable, part noisy', () => {
    const noisy = questions.filter(({ form }) => form !== 'plain' && form !== 'long')
    assert.ok(questions.length >= 420, `${questions.length} questions`)
    assert.ok(questions.filter(({ article }) => article === null).length >= 130)
    assert.ok(noisy.filter(({ article }) => article !== null).length >= 75)
    assert.ok(noisy.length >= 90, `${noisy.length} noisy`)
  })

  it('expects only articles that exist, of every subject', () => {
    const articles = new Map(
      loadArticles().flatMap(({ id, replaces, file }) =>
        [id, ...replaces].map(name => [name, file.split('/')[0]!] as const)
      )
    )
    const wanted = questions.flatMap(({ article }) => (article === null ? [] : [article].flat()))
    for (const id of wanted) assert.ok(articles.has(id), `no article ${id}`)
    const subjects = new Set(wanted.map(id => articles.get(id)))
    for (const subject of articles.values()) assert.ok(subjects.has(subject), `nothing asks about ${subject}`)
  })

  it('holds no question that anything else in the base was written or tuned with', () => {
    const known = new Set(
      [
        ...loadArticles().flatMap(({ title, asks }) => [title, ...asks]),
        ...['development.jsonl', 'regression.jsonl', 'tuning.jsonl', 'measuring.jsonl', 'noisy.jsonl'].flatMap(name =>
          readTestQuestions(data(name)).map(({ question }) => question)
        ),
        ...['unanswerable.txt', 'not-ours.txt'].flatMap(name => data(name).split(/[\n/]/))
      ].map(bare)
    )
    const seen = new Set<string>()
    for (const { question } of questions) {
      assert.ok(!known.has(bare(question)), `stands elsewhere: ${question}`)
      assert.ok(!seen.has(bare(question)), `stands twice: ${question}`)
      seen.add(bare(question))
    }
  })
})
