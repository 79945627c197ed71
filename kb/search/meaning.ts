// What a text means, as a short vector: the sum of what its terms were learned to mean (learn-meaning.ts). Texts that
// share no word can still lie close, because their words were used for the same articles. An article means what its
// questions mean, so a new one needs no learning.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { soundsOf } from '../../nlu/index.ts'
import type { Features } from './features.ts'

/** Terms known to the meaning, each with a vector of `size` numbers: vectors[i × size + k] × scales[i]. */
export interface MeaningModel {
  size: number
  terms: readonly string[]
  scales: Float32Array
  vectors: Int8Array
}

export interface Meaning {
  /** Length of a vector. */
  readonly size: number
  /** A vector of length 1; of zeros where no term is known. */
  of(text: Pick<Features, 'text' | 'terms'>): Float32Array
}

const meaningFile = path.join(projectRoot, 'kb', 'data', 'meaning.bin')

/**
 * Terms whose meaning is learned: those that articles are found by, and single characters and sounds and pairs of them of
 * the text as it stands, stop words and all (能不能 and 多久 are made of stop words).
 */
export function meaningTerms({ text, terms }: Pick<Features, 'text' | 'terms'>): string[] {
  const all = new Set(terms)
  const characters = Array.from(`^${text.replace(/[\s\p{P}]/gu, '')}$`)
  for (const [i, character] of characters.entries()) {
    all.add(`u${character}`)
    if (i > 0) all.add(`b${characters[i - 1]}${character}`)
  }
  const sounds = ['^', ...soundsOf(text), '$']
  for (const [i, sound] of sounds.entries()) {
    all.add(`y${sound}`)
    if (i > 0) all.add(`z${sounds[i - 1]} ${sound}`)
  }
  return [...all]
}

/** Scales a vector to length 1, in place; gives the length it had. */
export function toUnit(vector: Float32Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  if (length > 0) for (let k = 0; k < vector.length; k++) vector[k]! /= length
  return length
}

/** Meaning of a group of texts: the direction of the sum of theirs. */
export function commonMeaning(vectors: readonly Float32Array[], size: number): Float32Array {
  const common = new Float32Array(size)
  for (const vector of vectors) for (let k = 0; k < size; k++) common[k]! += vector[k]!
  toUnit(common)
  return common
}

export function createMeaning({ size, terms, scales, vectors }: MeaningModel): Meaning {
  const ids = new Map(terms.map((term, i) => [term, i]))
  return {
    size,
    of(text) {
      const sum = new Float32Array(size)
      for (const term of meaningTerms(text)) {
        const id = ids.get(term)
        if (id === undefined) continue
        const from = id * size
        const scale = scales[id]!
        for (let k = 0; k < size; k++) sum[k]! += scale * vectors[from + k]!
      }
      toUnit(sum)
      return sum
    }
  }
}

const headSchema = z.strictObject({ size: z.number().int().positive(), terms: z.string() })

/**
 * Length of the head (4 bytes, little endian), the head as JSON {size, terms one a line}, the scales (float32), the
 * vectors (int8).
 */
export function packMeaning({ size, terms, scales, vectors }: MeaningModel): Buffer {
  const head = Buffer.from(JSON.stringify({ size, terms: terms.join('\n') }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return Buffer.concat([length, head, Buffer.from(scales.buffer), Buffer.from(vectors.buffer)])
}

/** @throws AppError KB_BAD_ARTICLE where the bytes are no such model */
export function unpackMeaning(packed: Buffer): MeaningModel {
  try {
    const start = 4 + packed.readUInt32LE(0)
    const head = headSchema.parse(JSON.parse(packed.toString('utf8', 4, start)))
    const { size } = head
    const terms = head.terms.split('\n')
    const middle = start + 4 * terms.length
    if (packed.length !== middle + size * terms.length) throw new Error(`${packed.length} bytes`)
    // copied, for the head may end anywhere and numbers of four bytes must not begin there
    const scales = new Float32Array(new Uint8Array(packed.subarray(start, middle)).buffer)
    return { size, terms, scales, vectors: new Int8Array(new Uint8Array(packed.subarray(middle)).buffer) }
  } catch (cause) {
    throw new AppError('KB_BAD_ARTICLE', { detail: 'data/meaning.bin', cause })
  }
}

let loaded: Meaning | null = null

/** The committed model, once for the process. */
export function loadMeaning(): Meaning {
  loaded ??= createMeaning(unpackMeaning(readFileSync(meaningFile)))
  return loaded
}

export function saveMeaning(model: MeaningModel): void {
  writeFileSync(meaningFile, packMeaning(model))
  loaded = null
}
