import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readWorkbook, writeWorkbook } from '../../../core/workbook.ts'
import type { Article } from '../../../kb/article/article.ts'
import { loadArticles } from '../../../kb/article/load-articles.ts'
import { readArticle } from '../../../kb/article/read-article.ts'
import { writeArticle } from '../../../kb/article/write-article.ts'
import { articlesFromWorkbook, articlesToWorkbook } from '../../../kb/exchange/article-workbook.ts'
import { articleHistory, exportArticles, faultLine, importFile } from '../../../kb/index.ts'
import { anna, openSmallBase, type SmallBase, someArticles } from '../small-base.ts'

const ID = 'complaint-60-days'

describe('exchange of articles', function () {
  this.timeout(60_000)
  let articles: Article[]
  let folder: string
  let base: SmallBase
  before(() => {
    articles = loadArticles()
  })
  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'kb-'))
    base = await openSmallBase()
  })
  afterEach(async () => {
    rmSync(folder, { recursive: true })
    await base.close()
  })

  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  const versions = async () => (await articleHistory(base.db, ID)).length
  const take = (source: string, isPublished = false) => importFile(base.deps, source, { ...anna, isPublished })

  it('writes every article of the base as a file and as a row that read back the same', async () => {
    for (const article of articles) assert.deepEqual(readArticle(article.file, writeArticle(article)), article)
    const read = await articlesFromWorkbook('kb.xlsx', await articlesToWorkbook(articles))
    assert.deepEqual(read.faults, [])
    assert.deepEqual(read.articles, articles)
  })

  it('finds nothing to change in what it has just exported', async () => {
    for (const target of [folder, path.join(folder, 'out', 'kb.xlsx')]) {
      await exportArticles(someArticles(), target)
      const outcome = await take(target)
      assert.deepEqual(outcome.outcome === 'imported' && outcome.imported.changed, [])
    }
  })

  it('takes changed articles in as drafts, live only where the operator says so', async () => {
    const article = readArticle(`complaint/${ID}.md`, readFileSync(`kb/content/complaint/${ID}.md`, 'utf8'))
    const changed = { ...article, related: [], answer: '六十天以内有结果。' }
    write(`complaint/${ID}.md`, writeArticle(changed))
    const outcome = await take(folder)
    assert.deepEqual(outcome, { outcome: 'imported', imported: { added: [], changed: [ID], same: 0 } })
    assert.deepEqual(
      (await articleHistory(base.db, ID)).map(({ state }) => state),
      ['draft', 'published']
    )
    write(`complaint/${ID}.md`, writeArticle({ ...changed, answer: '六十天内有结果。' }))
    await take(folder, true)
    assert.deepEqual(
      (await articleHistory(base.db, ID)).map(({ state, isLive }) => [state, isLive]),
      [
        ['published', true],
        ['draft', false],
        ['superseded', false]
      ]
    )
  })

  it('tells every fault of broken files with line and hint, and takes in nothing', async () => {
    const good = { ...someArticles()[0]!, answer: '换了一句话。' }
    write(good.file, writeArticle(good))
    const text = writeArticle({ ...someArticles()[1]!, related: [] })
    write(
      someArticles()[1]!.file,
      text
        .replace(/risk: \w+/, 'risk: low')
        .replace(/validFrom: .*/, 'validFrom: 去年')
        .replace(/## 处理方法\n[^#]*/, '')
        .replace(/law: [^,]+,/, 'law: 安心旅游法,')
    )
    write('complaint/no-front-matter.md', '## 答复\n有答复没有数据\n')
    write('complaint/bad-yaml.md', `---\nid: bad-yaml\nasks: [一, 二\ntitle: 没写完的\n---\n## 答复\n好\n`)
    const before = await versions()
    const outcome = await take(folder, true)
    assert.ok(outcome.outcome === 'refused')
    const seen = outcome.faults.map(({ file, field }) => `${path.basename(file)} ${field}`)
    const broken = path.basename(someArticles()[1]!.file)
    for (const expected of [
      `${broken} risk`,
      `${broken} validFrom`,
      `${broken} ## 处理方法`,
      'no-front-matter.md front matter',
      'bad-yaml.md front matter',
      'bad-yaml.md ## 处理方法',
      'bad-yaml.md ## 答复口径'
    ])
      assert.ok(seen.includes(expected), `${expected} in\n${seen.join('\n')}`)
    for (const { file, line, field, hint } of outcome.faults) {
      assert.ok(hint.length > 0)
      if (field !== 'risk') continue
      const at = readFileSync(path.join(folder, file), 'utf8').split('\n')[line! - 1]
      assert.equal(at, 'risk: low')
    }
    assert.match(faultLine(outcome.faults[0]!), /^complaint\/[\w-]+\.md:\d+: .+\(.+\)$/)
    assert.equal(await versions(), before)
    const { count } = await base.db
      .selectFrom('kb_article_versions')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    assert.equal(Number(count), someArticles().length)
  })

  it('tells every fault of a broken sheet with its row and column', async () => {
    const [sheet] = await readWorkbook(await articlesToWorkbook(someArticles().slice(0, 4)))
    const rows = sheet!.rows.map(row => [...row])
    const column = (title: string) => rows[0]!.indexOf(title)
    rows[1]![column('答复内容')] = null
    rows[2]![column('问题分类')] = 'WL99999999'
    rows[2]![column('政策依据')] = '旅游法三十五条'
    rows[3]![column('知识编号')] = rows[4]![column('知识编号')]!
    const file = path.join(folder, 'kb.xlsx')
    writeFileSync(file, await writeWorkbook([{ name: '知识库', rows }]))
    const outcome = await take(file)
    assert.ok(outcome.outcome === 'refused')
    const seen = outcome.faults.map(({ line, field }) => `${line} ${field.split(' ')[0]}`)
    for (const expected of ['2 答复内容', '3 问题分类', '3 政策依据', '5 知识编号'])
      assert.ok(seen.includes(expected), `${expected} in\n${seen.join('\n')}`)
    rows[0]![column('责任单位')] = '单位'
    writeFileSync(file, await writeWorkbook([{ name: '知识库', rows }]))
    const noColumn = await take(file)
    assert.deepEqual(noColumn.outcome === 'refused' && noColumn.faults.map(({ line, field }) => [line, field]), [
      [1, '责任单位']
    ])
  })

  it('takes in no citation that the register does not know', async () => {
    const [article] = someArticles()
    write(article!.file, writeArticle({ ...article!, basis: [{ law: '旅游法', article: '第二百条' }] }))
    const outcome = await take(folder)
    assert.ok(outcome.outcome === 'refused')
    assert.deepEqual(
      outcome.faults.map(({ field, problem }) => [field, problem]),
      [['basis', '旅游法 第二百条: the law has 112 articles']]
    )
  })
})
