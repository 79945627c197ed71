import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'
import { projectRoot } from '../paths.ts'

function refuse(what: string): never {
  throw new AppError('CONFIG_INVALID', {
    detail: `DATABASE_URL ${what}; write file:./data/hotline.db (a file) or :memory: (nothing is kept)`
  })
}

/**
 * Where DATABASE_URL points: an absolute file path, or `:memory:`. Relative paths start at the project's root, so that
 * commands run from elsewhere find the same file. Throws CONFIG_INVALID without repeating the url (it may hold a password).
 */
export function databaseLocation(url: string): string {
  if (url === ':memory:' || url === 'file::memory:') return ':memory:'
  if (/^postgres(ql)?:/i.test(url)) refuse('names a PostgreSQL database, but this version serves SQLite only')
  if (!url.startsWith('file:')) refuse('does not start with file:')
  if (/[?#\0]/.test(url)) refuse('holds a ?, # or NUL character, which a file here cannot have')
  const rest = url.slice('file:'.length)
  if (rest.startsWith('//')) {
    try {
      return fileURLToPath(url)
    } catch {
      refuse('names another machine; three slashes (file:///…) name a file of this one')
    }
  }
  if (rest === '' || rest.endsWith('/')) refuse('names no file')
  return path.resolve(projectRoot, rest)
}
