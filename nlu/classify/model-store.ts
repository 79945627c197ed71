// The trained model as a file and back: what it was made of and how good it is (its card), then its numbers.
//
// Layout, little endian: length of the header (uint32), header (JSON, UTF-8, padded with blanks to a multiple of 4), idf
// (Float32), then of each head in the header's order the exponents and the steps of its weights (Int8, weight-steps.ts).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { dangerFiles } from './danger-data.ts'
import { FEATURE_VERSION } from './features.ts'
import { dataFiles } from './training-data.ts'
import { HEADS, type Head, OUTPUTS, type UnderstandingModel } from './understanding-model.ts'
import { type SteppedModel, steppedModel } from './weight-steps.ts'

/** What a model file tells of itself; holds nothing of any sentence. */
export interface ModelCard {
  /** Twelve hex digits over its words and numbers: the same model has the same version wherever it was trained. */
  version: string
  /** SHA-256 of the sentences, lexicons and features that it was made from. */
  dataHash: string
  /** Version of the program that made it (package.json). */
  codeVersion: string
  featureVersion: number
  /** Command or person that made it. */
  createdBy: string
  /** Sentences that it learnt from. */
  texts: number
  /** Held-out figures right after training, each between 0 and 1. */
  metrics: Record<string, number>
}

/** A model with its card. */
export interface StoredModel {
  card: ModelCard
  model: UnderstandingModel
}

interface Header {
  card: ModelCard
  features: string[]
  matters: readonly string[]
  danger: string[]
  heads: { name: Head; outputs: number; weights: number }[]
}

/** The sentences and lexicons that a model is made from. */
export function sourceFiles(): string[] {
  const lexicons = path.join(projectRoot, 'nlu', 'lexicons')
  const lexiconFiles = readdirSync(lexicons)
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => path.join(lexicons, name))
  return [...dataFiles('train'), ...dangerFiles('train'), ...lexiconFiles]
}

/** Changes whenever the sentences, the lexicons or the features that the model was made from change. */
export function dataHash(files: readonly string[] = sourceFiles()): string {
  const hash = createHash('sha256').update(`features ${FEATURE_VERSION}\n`)
  for (const file of files) hash.update(path.basename(file)).update(readFileSync(file))
  return hash.digest('hex')
}

const bytesOf = (block: Float32Array | Int8Array) => Buffer.from(block.buffer, block.byteOffset, block.byteLength)

function blocksOf({ vocabulary, heads }: UnderstandingModel): Buffer[] {
  const weights = HEADS.flatMap(name => [heads[name].exponents, heads[name].steps])
  return [vocabulary.idf, ...weights].map(bytesOf)
}

export function serialiseModel(
  model: UnderstandingModel,
  about: Omit<ModelCard, 'version' | 'featureVersion'>
): Buffer {
  const features = [...model.vocabulary.ids.keys()]
  const digest = createHash('sha256').update(JSON.stringify([features, model.matters, [...model.danger.keys()]]))
  const blocks = blocksOf(model)
  for (const block of blocks) digest.update(block)
  const version = digest.digest('hex').slice(0, 12)
  const header: Header = {
    card: { version, featureVersion: FEATURE_VERSION, ...about },
    features,
    matters: model.matters,
    danger: [...model.danger.keys()],
    heads: HEADS.map(name => ({ name, outputs: model.heads[name].outputs, weights: model.heads[name].steps.length }))
  }
  let json = Buffer.from(JSON.stringify(header))
  if (json.length % 4) json = Buffer.concat([json, Buffer.alloc(4 - (json.length % 4), ' ')])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json, ...blocks])
}

function readHeader(bytes: Buffer): { header: Header; end: number } | null {
  if (bytes.length < 4) return null
  const end = 4 + bytes.readUInt32LE(0)
  try {
    const header = JSON.parse(bytes.subarray(4, end).toString('utf8')) as Header
    return header.card?.featureVersion === FEATURE_VERSION ? { header, end } : null
  } catch {
    return null // cut off or not ours
  }
}

/** The model in `bytes`, or null where they are no model, cut off, or made for other features or outputs than ours. */
export function deserialiseModel(bytes: Buffer): StoredModel | null {
  const read = readHeader(bytes)
  if (!read) return null
  const { header, end } = read
  const sizes = header.heads.map(({ outputs, weights }) => weights + weights / outputs)
  if (bytes.length !== end + 4 * header.features.length + sizes.reduce((sum, size) => sum + size, 0)) return null
  // numbers must lie on a 4-byte boundary: in a file read whole they do, a part of a shared buffer is copied
  const { buffer, byteOffset } = (bytes.byteOffset + end) % 4 === 0 ? bytes : new Uint8Array(bytes)
  let at = byteOffset + end
  const from = (size: number) => {
    at += size
    return at - size
  }
  const floats = (n: number) => new Float32Array(buffer, from(4 * n), n)
  const single = (n: number) => new Int8Array(buffer, from(n), n)
  const ids = new Map<string, number>()
  for (let id = 0; id < header.features.length; id++) ids.set(header.features[id]!, id)
  const vocabulary = { ids, idf: floats(header.features.length) }
  const heads = new Map<Head, SteppedModel>()
  for (const { name, outputs, weights: n } of header.heads) {
    const exponents = single(n / outputs)
    heads.set(name, steppedModel(single(n), exponents))
  }
  const danger = new Map(header.danger.map((name, i) => [name, header.features.length + i]))
  const outputs = { ...OUTPUTS, matter: header.matters.length }
  const isComplete = HEADS.every(name => heads.get(name)?.outputs === outputs[name])
  return isComplete
    ? {
        card: header.card,
        model: {
          vocabulary,
          matters: header.matters,
          danger,
          heads: Object.fromEntries(heads) as UnderstandingModel['heads']
        }
      }
    : null
}
