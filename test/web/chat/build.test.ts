import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from './build-page.ts'

const GZIP_BYTES_MAX = 150 * 1024

describe('web/chat: the built page', function () {
  this.timeout(30_000)
  let folder: string
  let files: { name: string; content: string }[]

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'chat-page-'))
    await buildPage(folder)
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => ({ name: entry.name, content: readFileSync(path.join(entry.parentPath, entry.name), 'utf8') }))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const html = () => files.find(({ name }) => name === 'index.html')?.content ?? ''

  it('weighs at most 150 kB gzip in all', () => {
    const bytes = files.reduce((sum, { content }) => sum + gzipSync(content).length, 0)
    assert.ok(bytes <= GZIP_BYTES_MAX, `${bytes} bytes`)
    assert.ok(files.length >= 4, files.map(({ name }) => name).join())
  })

  it('has no inline script, style or handler, so that a strict content security policy holds', () => {
    assert.doesNotMatch(html(), /<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=/)
    assert.doesNotMatch(files.map(({ content }) => content).join('\n'), /\beval\(|new Function\(/)
  })

  it('loads nothing from elsewhere', () => {
    for (const { name, content } of files) {
      if (name.endsWith('.js')) continue
      assert.doesNotMatch(
        content.replaceAll('http://www.w3.org/2000/svg', ''),
        /https?:\/\/|url\(\s*['"]?(?:\/\/|data:)/,
        name
      )
    }
    assert.doesNotMatch(html(), /(?:src|href)="(?!\/|tel:)/)
  })

  it('carries no source map and no development build', () => {
    for (const { name, content } of files) assert.doesNotMatch(content, /sourceMappingURL|react-dom\.development/, name)
  })

  it('lets a phone zoom', () => {
    assert.doesNotMatch(html(), /user-scalable|maximum-scale/)
  })
})
