import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { contentFolder, loadArticles } from '../../kb/article/load-articles.ts'
import { readArticle } from '../../kb/article/read-article.ts'
import { recordReadings } from '../../kb/article/record-reading.ts'
import { readingState } from '../../kb/article/second-reading.ts'
import { checkKnowledge } from '../../kb/index.ts'
import { loadLawRegister } from '../../kb/law/law-register.ts'

const FILE = 'complaint/complaint-evidence.md'
const original = readFileSync(path.join(contentFolder, FILE), 'utf8')

/** `npm run -s kb -- …` from the sources. */
function kb(...args: string[]): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join('scripts', 'kb.ts'), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let out = ''
  child.stdout.on('data', (piece: Buffer) => {
    out += String(piece)
  })
  return new Promise(resolve => child.on('close', status => resolve({ status, out })))
}

describe('the check of the knowledge base', function () {
  this.timeout(60_000)
  let folder: string
  const write = (text: string) => writeFileSync(path.join(folder, FILE), text)
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'content-'))
    mkdirSync(path.join(folder, 'complaint'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('of the command fails on a planted wrong citation and names file, citation and what is wrong', async () => {
    const planted = '旅游投诉处理办法, article: 第一百七十条 }\n  - { law: 旅游投诉办理办法, article: 第十七条 }'
    write(original.replace('旅游投诉处理办法, article: 第十七条 }', planted).replace(/^related: .*$/m, 'related: []'))
    const { status, out } = await kb('check', '--content', folder)
    assert.equal(status, 1, out)
    const lines = out.split('\n')
    assert.ok(lines.includes(`${FILE}: basis: 旅游投诉处理办法 第一百七十条: the law has 32 articles`), out)
    assert.ok(lines.includes(`${FILE}: basis: 旅游投诉办理办法 第十七条: no such law`), out)
    assert.ok(lines.includes('1 articles, 2 citations, 2 faults, 0 to look at'), out)
  })

  it('finds no fault in the articles that the product brings, and each read a second time', () => {
    const { faults, readings, articles } = checkKnowledge()
    assert.deepEqual(faults, [])
    assert.equal(readings.read.length, articles)
  })

  it('tells an article whose words or law changed since it was read, and one that nobody has read', () => {
    const register = loadLawRegister()
    const state = (text: string, laws = register) => readingState(readArticle(FILE, text), laws)
    assert.equal(state(original), 'read')
    assert.equal(state(original.replace('没有发票也可以先登记', '没有发票也行')), 'changed')
    assert.equal(state(original.replace('第十七条 }', '第十八条 }')), 'changed')
    assert.equal(state(original.replace(/^quoteCheck: .*\n/m, '')), 'unread')
    const amended = register.map(law =>
      law.name === '旅游投诉处理办法' && law.current === true ? { ...law, effective: '2027-01-01' } : law
    )
    assert.equal(state(original, amended), 'other_edition')
  })

  it('notes a reading in the file and changes nothing else there', () => {
    write(original.replace(/^quoteCheck: .*\n/m, '').replace(/^related: .*$/m, 'related: []'))
    const before = readFileSync(path.join(folder, FILE), 'utf8')
    const reading = { id: 'complaint-evidence', by: 'bo', on: '2026-11-26', note: '对照第十七条: "双方", 相符' }
    recordReadings([reading], folder)
    recordReadings([{ ...reading, by: 'anna' }], folder)
    const after = readFileSync(path.join(folder, FILE), 'utf8')
    assert.equal(after.replace(/^quoteCheck: .*\n/m, ''), before)
    const [article] = loadArticles(folder)
    assert.deepEqual([article?.quoteCheck?.by, article?.quoteCheck?.note], ['anna', reading.note])
    assert.equal(readingState(article!, loadLawRegister()), 'read')
    assert.throws(() => recordReadings([{ ...reading, id: 'no-such' }], folder), /no such article/)
  })
})
