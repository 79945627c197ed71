import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from './errors.ts'

function findProjectRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder
    if (path.dirname(folder) === folder) throw new AppError('INTERNAL', { detail: 'no package.json above the program' })
  }
}

/**
 * Absolute path of the folder that holds package.json. Data files (yaml, txt, md) are read from here, so that the same
 * code works from the sources and from dist/.
 */
export const projectRoot: string = findProjectRoot(path.dirname(fileURLToPath(import.meta.url)))
