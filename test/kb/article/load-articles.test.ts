import assert from 'node:assert/strict'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { contentFolder, loadArticles, parseArticles, storeArticles } from '../../../kb/article/load-articles.ts'

describe('articles as the build has read them', () => {
  let folder = ''
  let content = ''
  let read = ''
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'articles-'))
    content = path.join(folder, 'content')
    read = path.join(folder, 'kb', 'articles.json')
    cpSync(path.join(contentFolder), content, { recursive: true })
    storeArticles(content, read)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are the articles of the files, to the last field', () => {
    const { articles } = parseArticles(content)
    assert.ok(articles.length >= 350)
    assert.deepEqual(loadArticles(content, read), articles)
  })

  it('are taken from there while no file has changed', () => {
    const stored = JSON.parse(readFileSync(read, 'utf8')) as { articles: { title: string }[] }
    stored.articles[0]!.title = 'from the store'
    writeFileSync(read, JSON.stringify(stored))
    assert.equal(loadArticles(content, read)[0]?.title, 'from the store')
  })

  it('give way to the files when one of them has', () => {
    const { articles } = parseArticles(content)
    const file = path.join(content, articles[0]!.file)
    appendFileSync(file, '\n')
    assert.deepEqual(loadArticles(content, read), parseArticles(content).articles)
  })
})
