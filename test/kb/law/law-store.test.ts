import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { importLaws, lawText, loadLawCorpus, reminders } from '../../../kb/index.ts'
import { openSmallBase, type SmallBase } from '../small-base.ts'

describe('law texts', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'law-'))
  let base: SmallBase
  before(async () => {
    base = await openSmallBase()
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await base.close()
  })

  const texts = Array.from({ length: 35 }, (_, i) => ({ n: i + 1, no: '', text: `第${i + 1}条的字句(虚构)` }))
  const write = (change: object, articles = texts) => {
    const law = {
      title: '旅游投诉处理办法(虚构文本)',
      short: '旅游投诉处理办法',
      kind: '部门规章',
      effective: '2026-03-15',
      current: true,
      articles
    }
    writeFileSync(path.join(folder, 'a.json'), JSON.stringify({ ...law, ...change }))
    writeFileSync(path.join(folder, 'index.json'), JSON.stringify([{ file: 'a.json', aliases: ['投诉办法'] }]))
    return importLaws(base.deps, loadLawCorpus(folder), 'operator')
  }
  const citing = async () =>
    (await reminders(base.db, base.deps.clock.now(), 480))
      .filter(({ why }) => why.startsWith('law_'))
      .map(({ why }) => why)

  it('are found by any name of the law and the number as it is cited', async () => {
    assert.equal(await lawText(base.db, '旅游投诉处理办法', '第二十三条'), null)
    assert.deepEqual(await write({}), { laws: 1, articles: 35, changed: [] })
    for (const name of ['旅游投诉处理办法', '《投诉办法》', '旅游投诉处理办法(虚构文本)'])
      assert.equal((await lawText(base.db, name, '第二十三条'))?.text, '第23条的字句(虚构)')
    assert.equal(await lawText(base.db, '投诉办法', '第一百条'), null)
    assert.equal(await lawText(base.db, '旅游法', '第一条'), null)
  })

  it('remind editors of the articles that cite them when a new edition is loaded, and only then', async () => {
    base.deps.clock.advance(3600_000)
    assert.deepEqual((await write({})).changed, [])
    assert.deepEqual(await citing(), [])
    assert.deepEqual((await write({ effective: '2027-01-01' })).changed, ['旅游投诉处理办法'])
    const changed = await citing()
    assert.ok(changed.length > 5 && changed.every(why => why === 'law_changed'))
    await write({ current: false })
    assert.ok((await citing()).every(why => why === 'law_outdated'))
  })

  it('are loaded whole or not at all', async () => {
    writeFileSync(path.join(folder, 'index.json'), JSON.stringify([{ file: 'a.json' }, { file: 'missing.json' }]))
    assert.throws(() => loadLawCorpus(folder), /missing\.json/)
    assert.equal((await lawText(base.db, '旅游投诉处理办法', '第二条'))?.current, false)
  })
})
