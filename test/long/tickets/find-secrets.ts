// Looks for texts in files, tables and logs, also where they are coded.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** Shorter pieces of a coded text occur by chance. */
const PIECE_BYTES_MIN = 6

/** The characters of base64 that depend on the text alone, for each of the three places where it can begin. */
function base64Pieces(bytes: Buffer, encoding: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map(shift => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString(encoding)
      .replace(/=+$/, '')
    const from = Math.ceil((shift * 8) / 6)
    const to = Math.floor(((shift + bytes.length) * 8) / 6)
    return coded.slice(from, to)
  })
}

const escaped = (text: string) =>
  [...text]
    .map(sign => (sign.charCodeAt(0) < 128 ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('')

/** A text as it stands in UTF-8 and UTF-16, base64, hex, URLs, JSON escapes and HTML references. */
export function codingsOf(text: string): Map<string, Buffer> {
  const bytes = Buffer.from(text)
  const found = new Map<string, Buffer>()
  const add = (name: string, coded: string | Buffer) => {
    const value = Buffer.from(coded as string)
    if (value.length >= PIECE_BYTES_MIN) found.set(`${name} ${found.size}`, value)
  }
  add('plain', text)
  add('utf-16', Buffer.from(text, 'utf16le'))
  for (const encoding of ['base64', 'base64url'] as const) {
    for (const piece of base64Pieces(bytes, encoding)) add(encoding, piece)
  }
  add('hex', bytes.toString('hex'))
  add('hex', bytes.toString('hex').toUpperCase())
  add('url', encodeURIComponent(text))
  add('url', encodeURIComponent(text).toLowerCase())
  add('json', escaped(text))
  add('html', [...text].map(sign => `&#${sign.codePointAt(0)};`).join(''))
  add('reversed', [...text].reverse().join(''))
  return found
}

export interface Secret {
  /** What it is, for the report; the text itself is not repeated. */
  name: string
  text: string
}

/** `<where>: <what> (<coding>)` for each hit. */
export function findSecrets(where: string, content: Buffer | string, secrets: readonly Secret[]): string[] {
  const bytes = Buffer.from(content as string)
  return secrets.flatMap(({ name, text }) =>
    [...codingsOf(text)].flatMap(([coding, piece]) => (bytes.includes(piece) ? [`${where}: ${name} (${coding})`] : []))
  )
}

/** All files below a folder, as absolute paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => path.join(folder, name))
    .filter(file => statSync(file).isFile())
}

export function findInFiles(files: readonly string[], secrets: readonly Secret[]): string[] {
  return files.flatMap(file => findSecrets(path.basename(file), readFileSync(file), secrets))
}
