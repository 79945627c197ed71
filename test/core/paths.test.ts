import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'

describe('projectRoot', () => {
  it('is the folder of package.json, whatever the working directory', () => {
    assert.ok(path.isAbsolute(projectRoot))
    const { name } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'))
    assert.equal(name, 'culture-tourism-hotline')
    assert.ok(existsSync(path.join(projectRoot, 'core', 'paths.ts')))
  })
})
