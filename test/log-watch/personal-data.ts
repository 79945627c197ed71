import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'

/** What must stand in no log line, whoever it belongs to. */
const PATTERNS: [string, RegExp][] = [
  ['a mobile number', /(?<![\d.])1[3-9]\d{9}(?!\d)/],
  ['a mobile number with gaps', /(?<!\d)1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)/],
  ['an identity card number', /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\d)/],
  ['an openid', /(?<![\w-])o[A-Za-z0-9_-]{27}(?![\w-])/]
]

/** What is personal in a line, without the line itself; null where nothing is. */
export function personalIn(line: string, names: readonly string[]): string | null {
  const found = PATTERNS.find(([, pattern]) => pattern.test(line))
  if (found) return found[0]
  return names.some(name => line.includes(name)) ? 'a requester’s name' : null
}

/** Says which lines are bad by their message alone, so that the failure does not spread what it found. */
export function assertNothingPersonal(lines: readonly string[], names: readonly string[]): void {
  const bad = lines.flatMap(line => {
    const what = personalIn(line, names)
    if (what === null) return []
    const { message = '' } = /"message":"(?<message>[^"]*)/.exec(line)?.groups ?? {}
    const hidden = [...PATTERNS.map(([, pattern]) => pattern), ...names].reduce<string>(
      (text, secret) => text.replace(secret, '█'),
      message
    )
    return [`${what} in the line «${hidden.slice(0, 60)}»`]
  })
  assert.deepEqual([...new Set(bad)], [])
}

const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith(ending))
    .map(file => readFileSync(path.join(projectRoot, folder, file), 'utf8'))

/** Full names of the requesters that play in transcripts and personas. */
export function requestersInTests(): string[] {
  const names = [
    ...filesBelow('test/transcripts', '.chat').flatMap(text =>
      [...text.matchAll(/requester\.name = (\p{Script=Han}{2,4})(?=\s|$)/gmu)].map(match => match[1] ?? '')
    ),
    ...filesBelow('test/personas', '.json').flatMap(text =>
      [...text.matchAll(/"requester\.name": "(\p{Script=Han}{2,4})"/gu)].map(match => match[1] ?? '')
    )
  ]
  return [...new Set(names)]
}
