// Citizens' files in a backup: copied as they lie, sealed. In a bucket they are its owner's to back up (versions, a second site).
import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync
} from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from './errors.ts'

/** Where the instance keeps them. */
export type FilesPlace = { dir: string } | 'bucket'

export const backedUpFilesSchema = z.union([
  z.literal('bucket'),
  z.strictObject({
    count: z.int(),
    bytes: z.int(),
    /** Of the list of all names, each with the sha256 of what is in it. */
    sha256: z.string()
  })
])
export type BackedUpFiles = z.infer<typeof backedUpFilesSchema>

/** Of a file that was being written. */
const DRAFT = '.part'

export const filesBeside = (backup: string): string => `${backup}.files`

function namesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith(DRAFT))
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

function sync(name: string): void {
  const descriptor = openSync(name, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** False where the file was removed meanwhile. */
function copied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to)
  } catch (error) {
    if (!existsSync(from)) return false
    throw error
  }
  sync(to)
  return true
}

/**
 * Copies a folder of files to a new one, for its owner only; the new one is not made where there is none to copy. The files of a
 * working instance never change: they are written whole under their name, or removed.
 */
export function copyFiles(from: string, to: string): Exclude<BackedUpFiles, 'bucket'> {
  rmSync(to, { recursive: true, force: true })
  const all = createHash('sha256')
  let count = 0
  let bytes = 0
  for (const name of namesBelow(from)) {
    const target = path.join(to, name)
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
    if (!copied(path.join(from, name), target)) continue
    // What was read back is what is told.
    const content = readFileSync(target)
    all.update(`${name.split(path.sep).join('/')} ${createHash('sha256').update(content).digest('hex')}\n`)
    count += 1
    bytes += content.length
  }
  return { count, bytes, sha256: all.digest('hex') }
}

/**
 * Copies the files of a backup to `draft` and checks that they are those which were written. Null where the backup has none of
 * its own. Throws BACKUP_INVALID.
 */
export function draftFiles(
  backup: string,
  told: BackedUpFiles | undefined,
  place: FilesPlace,
  draft: string
): Exclude<BackedUpFiles, 'bucket'> | null {
  const hasFolder = existsSync(filesBeside(backup))
  if (told === 'bucket' || (told === undefined && !hasFolder)) return null
  if (place === 'bucket') {
    const detail = 'its files lay on disk: restore it with EVIDENCE_BUCKET_URL empty'
    throw new AppError('BACKUP_INVALID', { detail })
  }
  const found = copyFiles(filesBeside(backup), draft)
  if (told && found.sha256 !== told.sha256) {
    const detail = `the files beside it are not those that were written: ${found.count} of ${told.count} are there`
    throw new AppError('BACKUP_INVALID', { detail })
  }
  return found
}

/** Puts the draft in the place of the folder; what was there is kept as `aside`. */
export function putFiles(draft: string, dir: string, aside: string): void {
  if (existsSync(dir)) renameSync(dir, aside)
  if (existsSync(draft)) renameSync(draft, dir)
}
