// The trained model as a file (dist/model/understanding.bin, written by `npm run train`) and back.
//
// Layout, little endian: length of the header (uint32), header (JSON, UTF-8, padded with blanks to a multiple of 4),
// then Float32 numbers: idf, and each head's weights in the header's order.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { FEATURE_VERSION } from './features.ts'
import type { LinearModel } from './linear-model.ts'
import { dataFiles, loadTrainingData } from './training-data.ts'
import { HEADS, type Head, trainUnderstandingModel, type UnderstandingModel } from './understanding-model.ts'

interface Header {
  dataHash: string
  features: string[]
  heads: { name: Head; outputs: number; weights: number }[]
}

export const modelFile = path.join(projectRoot, 'dist', 'model', 'understanding.bin')

/** Changes whenever the sentences, the lexicons or the features that the model was made from change. */
export function dataHash(): string {
  const hash = createHash('sha256').update(`features ${FEATURE_VERSION}\n`)
  const lexicons = path.join(projectRoot, 'nlu', 'lexicons')
  const lexiconFiles = readdirSync(lexicons)
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => path.join(lexicons, name))
  for (const file of [...dataFiles('train'), ...lexiconFiles])
    hash.update(path.basename(file)).update(readFileSync(file))
  return hash.digest('hex')
}

export function serialiseModel(model: UnderstandingModel, hash: string): Buffer {
  const header: Header = {
    dataHash: hash,
    features: [...model.vocabulary.ids.keys()],
    heads: HEADS.map(name => ({ name, outputs: model.heads[name].outputs, weights: model.heads[name].weights.length }))
  }
  let json = Buffer.from(JSON.stringify(header))
  if (json.length % 4) json = Buffer.concat([json, Buffer.alloc(4 - (json.length % 4), ' ')])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const blocks = [model.vocabulary.idf, ...HEADS.map(name => model.heads[name].weights)]
  return Buffer.concat([
    length,
    json,
    ...blocks.map(block => Buffer.from(block.buffer, block.byteOffset, block.byteLength))
  ])
}

/** The model in `bytes`, or null where they are of another make or were trained on other data than `hash`. */
export function deserialiseModel(bytes: Buffer, hash: string): UnderstandingModel | null {
  if (bytes.length < 4) return null
  const headerEnd = 4 + bytes.readUInt32LE(0)
  let header: Header
  try {
    header = JSON.parse(bytes.subarray(4, headerEnd).toString('utf8')) as Header
  } catch {
    return null // cut off or not ours: as good as missing, the caller trains anew
  }
  if (header.dataHash !== hash) return null
  const floats = header.features.length + header.heads.reduce((sum, head) => sum + head.weights, 0)
  if (bytes.length !== headerEnd + 4 * floats) return null
  // copied, so that the numbers lie on a 4-byte boundary
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(headerEnd)).buffer)
  let at = 0
  const take = (n: number) => {
    at += n
    return numbers.subarray(at - n, at)
  }
  const vocabulary = { ids: new Map(header.features.map((name, id) => [name, id])), idf: take(header.features.length) }
  const heads = new Map<Head, LinearModel>()
  for (const head of header.heads) heads.set(head.name, { outputs: head.outputs, weights: take(head.weights) })
  const complete = HEADS.every(name => heads.has(name))
  return complete ? { vocabulary, heads: Object.fromEntries(heads) as UnderstandingModel['heads'] } : null
}

/** Trains from nlu/data/train and writes the model file. */
export function trainAndStore(file = modelFile): { model: UnderstandingModel; bytes: number; texts: number } {
  const texts = loadTrainingData('train')
  const model = trainUnderstandingModel(texts)
  const bytes = serialiseModel(model, dataHash())
  mkdirSync(path.dirname(file), { recursive: true })
  // Renamed into place: another process that starts now reads a whole file, the old one or the new one.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, file)
  return { model, bytes: bytes.length, texts: texts.length }
}

const storedModel = () => (existsSync(modelFile) ? deserialiseModel(readFileSync(modelFile), dataHash()) : null)

/** Writes the model file where there is none that fits the sentences, lexicons and features of now. */
export function ensureModelFile(): void {
  if (!storedModel()) trainAndStore()
}

let shared: UnderstandingModel | null = null

/** The stored model where it is up to date, else one trained here and now (once a process). */
export function loadModel(): UnderstandingModel {
  shared ??= storedModel() ?? trainUnderstandingModel(loadTrainingData('train'))
  return shared
}
