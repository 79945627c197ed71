import assert from 'node:assert/strict'
import path from 'node:path'
import { databaseLocation } from '../../../core/database/location.ts'
import { AppError } from '../../../core/errors.ts'
import { projectRoot } from '../../../core/paths.ts'

describe('databaseLocation', () => {
  it('finds a relative file from the project, wherever the command was run', () => {
    assert.equal(databaseLocation('file:./data/hotline.db'), path.join(projectRoot, 'data', 'hotline.db'))
    assert.equal(databaseLocation('file:data/hotline.db'), path.join(projectRoot, 'data', 'hotline.db'))
    assert.equal(databaseLocation('file:../hotline.db'), path.join(path.dirname(projectRoot), 'hotline.db'))
  })

  it('takes absolute paths, as a path and as a URL', () => {
    assert.equal(databaseLocation('file:/srv/热线 1.db'), '/srv/热线 1.db')
    assert.equal(databaseLocation('file:///srv/a%20b.db'), '/srv/a b.db')
    assert.equal(databaseLocation('file://localhost/srv/x.db'), '/srv/x.db')
  })

  it('knows memory by both its names', () => {
    assert.equal(databaseLocation(':memory:'), ':memory:')
    assert.equal(databaseLocation('file::memory:'), ':memory:')
  })

  it('refuses anything else without repeating it', () => {
    const bad = [
      '',
      'x.db',
      'postgres://u:hush@h/d',
      'mysql://u:hush@h',
      'file:',
      'file:hush/',
      'file:hush?mode=ro',
      'file://hush/x.db',
      'file:a#hush'
    ]
    for (const url of bad) {
      assert.throws(
        () => databaseLocation(url),
        (error: unknown) =>
          error instanceof AppError && error.code === 'CONFIG_INVALID' && !error.message.includes('hush'),
        url
      )
    }
  })
})
