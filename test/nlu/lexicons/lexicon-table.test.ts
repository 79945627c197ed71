import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lexiconTable, noteReading, renewTables } from '../../../nlu/lexicons/lexicon-table.ts'

// Tables live as long as the process, so their files do too.
const folder = mkdtempSync(path.join(tmpdir(), 'lexicon-table-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function fileOf(name: string, content: string) {
  const file = path.join(folder, name)
  const write = (text: string) => writeFileSync(file, text)
  const read = () => {
    const text = readFileSync(file, 'utf8')
    noteReading(file, text)
    if (text === 'broken') throw new Error('unreadable')
    return text
  }
  write(content)
  return { write, read }
}

describe('lexicon tables', () => {
  it('are made once, and anew only where their file has changed', () => {
    let made = 0
    const { read, write } = fileOf('one.txt', 'a')
    const table = lexiconTable(() => {
      made++
      return read()
    })
    assert.equal(table(), 'a')
    assert.equal(table(), 'a')
    renewTables()
    assert.equal(made, 1)
    write('b')
    assert.equal(table(), 'a', 'not before it is asked to')
    renewTables()
    assert.equal(table(), 'b')
    assert.equal(made, 2)
  })

  it('follow the tables that they are made from', () => {
    const { read, write } = fileOf('words.txt', 'a')
    const words = lexiconTable(read)
    const upper = lexiconTable(() => words().toUpperCase())
    assert.equal(upper(), 'A')
    write('b')
    renewTables()
    assert.equal(upper(), 'B')
  })

  it('come in force all together or not at all', () => {
    const [good, bad] = [fileOf('good.txt', 'a'), fileOf('bad.txt', 'a')]
    const [goodTable, badTable] = [lexiconTable(good.read), lexiconTable(bad.read)]
    assert.equal(goodTable() + badTable(), 'aa')
    good.write('b')
    bad.write('broken')
    assert.throws(() => renewTables(), /unreadable/)
    assert.equal(goodTable() + badTable(), 'aa')
    bad.write('b')
    assert.throws(() =>
      renewTables(() => {
        assert.equal(goodTable() + badTable(), 'bb', 'a trial run sees the new ones')
        throw new Error('the trial failed')
      })
    )
    assert.equal(goodTable() + badTable(), 'aa')
    renewTables()
    assert.equal(goodTable() + badTable(), 'bb')
  })
})
