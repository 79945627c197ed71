import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { nearest } from './our-fields.ts'
import { type Profile, profileSchema } from './profile.ts'
import { profileRuleFaults } from './profile-rules.ts'

const FOLDER = path.join('tickets', 'profiles')

/** The profile's file by its name, or a file of the city's own, from the project's root. */
export function profileFile(nameOrFile: string): string {
  const shipped = path.join(projectRoot, FOLDER, `${nameOrFile}.yaml`)
  if (/^[a-z][a-z0-9-]*$/.test(nameOrFile)) return shipped
  return path.resolve(projectRoot, nameOrFile)
}

export function shippedProfiles(): string[] {
  return readdirSync(path.join(projectRoot, FOLDER))
    .filter(file => file.endsWith('.yaml'))
    .map(file => file.slice(0, -'.yaml'.length))
    .sort()
}

/** All words of the form, however deep. */
function* wordsOf(schema: unknown): Generator<string> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) yield* wordsOf(schema.unwrap())
  if (schema instanceof z.ZodPipe) yield* wordsOf(schema.out)
  if (schema instanceof z.ZodRecord) yield* wordsOf(schema.valueType)
  if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* wordsOf(option)
  if (!(schema instanceof z.ZodObject)) return
  for (const [name, inner] of Object.entries(schema.shape)) {
    yield name
    yield* wordsOf(inner)
  }
}

/** A word that the form does not have: which one was meant? */
function formMessage(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  const words = new Set(wordsOf(profileSchema))
  const near = issue.keys.map(key => nearest(key, words)).filter(word => word !== null)
  return `does not know ${issue.keys.join(', ')}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''}`
}

/** All that is wrong with a profile's text, each with its line; [] where it is right. */
export function profileFaults(text: string): { profile: Profile | null; faults: string[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    return { profile: null, faults: document.errors.map(({ message }) => message.split('\n')[0] ?? '') }
  }
  const lineOf = (at: readonly PropertyKey[]): number => {
    for (let length = at.length; length > 0; length--) {
      const node = document.getIn(at.slice(0, length), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const told = (at: readonly PropertyKey[], message: string) =>
    `line ${lineOf(at)}: ${at.join('.') || 'file'}: ${message}`
  const parsed = profileSchema.safeParse(document.toJS())
  if (!parsed.success) {
    return { profile: null, faults: parsed.error.issues.map(issue => told(issue.path, formMessage(issue))) }
  }
  const faults = [...profileRuleFaults(parsed.data)].map(({ at, message }) => told(at, message))
  return { profile: faults.length === 0 ? parsed.data : null, faults }
}

/** Throws CONFIG_INVALID, whose detail names file, line and field. */
export function loadProfile(nameOrFile: string): Profile {
  const file = profileFile(nameOrFile)
  if (!existsSync(file)) {
    const known = shippedProfiles()
    const near = nearest(nameOrFile, known)
    const hint = near === null ? `shipped are ${known.join(', ')}` : `did you mean ${near}?`
    throw new AppError('CONFIG_INVALID', { detail: `there is no profile ${path.basename(nameOrFile)}; ${hint}` })
  }
  const { profile, faults } = profileFaults(readFileSync(file, 'utf8'))
  if (!profile) throw new AppError('CONFIG_INVALID', { detail: `${path.basename(file)}: ${faults.join(' | ')}` })
  return profile
}
