// Search lexicons are plain text that editors can change: one entry a line, `#` starts a comment.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'

/** Lines of kb/lexicons/<name>, without comments and blank lines. */
export function readLexicon(name: string): string[] {
  return readFileSync(path.join(projectRoot, 'kb', 'lexicons', name), 'utf8')
    .split('\n')
    .map(line => line.replace(/#.*$/, '').trim())
    .filter(line => line !== '')
}
