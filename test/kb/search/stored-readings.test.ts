import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadArticles } from '../../../kb/article/load-articles.ts'
import { readArticle } from '../../../kb/search/article-reading.ts'
import { loadReadings, storeReadings } from '../../../kb/search/stored-readings.ts'

describe('stored readings of articles', () => {
  const articles = loadArticles().slice(0, 5)
  let folder = ''
  let file = ''
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'readings-'))
    file = path.join(folder, 'kb', 'readings.json')
    storeReadings(articles, file)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are what reading the article gives', () => {
    const stored = loadReadings(file)
    for (const article of articles) assert.deepEqual(stored(article), readArticle(article))
  })

  it('are none for an article that was changed', () =>
    assert.equal(loadReadings(file)({ ...articles[0]!, asks: ['退票怎么退'] }), null))

  it('are none at all where a lexicon or what terms mean has changed, and where nothing was built', () => {
    const other = path.join(folder, 'other.json')
    writeFileSync(other, readFileSync(file, 'utf8').replace(/"sources":"\w+"/, '"sources":"before"'))
    assert.equal(loadReadings(other)(articles[0]!), null)
    assert.equal(loadReadings(path.join(folder, 'none.json'))(articles[0]!), null)
  })
})
