// Matters of other offices, small talk, facts of the moment: what the base has no article for, told so that it is known.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'

/** Questions of kb/data/not-ours.txt, one list a matter. */
export function loadNotOurs(): string[][] {
  return readFileSync(path.join(projectRoot, 'kb', 'data', 'not-ours.txt'), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .map(line => line.split('/').map(question => question.trim()))
}
