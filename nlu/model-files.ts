// Where trained models lie: dist/model/understanding.bin is in use, previous.bin is the one before it.
import { existsSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../core/errors.ts'
import { projectRoot } from '../core/paths.ts'
import { writeWhole } from '../core/whole-file.ts'
import { loadDangerData } from './classify/danger-data.ts'
import { dataHash, deserialiseModel, type ModelCard, type StoredModel, serialiseModel } from './classify/model-store.ts'
import { loadTrainingData } from './classify/training-data.ts'
import { trainUnderstandingModel } from './classify/understanding-model.ts'
import { classificationFigures } from './evaluate.ts'
import { storeDerivedTables } from './normalise/derived-tables.ts'
import { classifyWith } from './understand.ts'

const folder = path.join(projectRoot, 'dist', 'model')
export const modelFile = path.join(folder, 'understanding.bin')
export const previousModelFile = path.join(folder, 'previous.bin')

/** The model in a file. AppError NLU_MODEL_INVALID where the file is missing, damaged or made for other features. */
export function readModelFile(file: string): StoredModel {
  const name = path.basename(file)
  if (!existsSync(file)) throw new AppError('NLU_MODEL_INVALID', { detail: `${name} does not exist` })
  const stored = deserialiseModel(readFileSync(file))
  if (!stored) throw new AppError('NLU_MODEL_INVALID', { detail: name })
  return stored
}

/** Whether a model was made from the sentences, lexicons and features of now. */
export const isUpToDate = (card: ModelCard): boolean => card.dataHash === dataHash()

const codeVersion = (): string =>
  (JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version

function train(createdBy: string): Buffer {
  const texts = loadTrainingData('train')
  const model = trainUnderstandingModel(texts, loadDangerData('train'))
  const figures = classificationFigures(classifyWith(model))
  const metrics = Object.fromEntries(
    figures.flatMap(({ name, value }) => (value === null ? [] : [[name, Math.round(value * 1e4) / 1e4]]))
  )
  return serialiseModel(model, {
    dataHash: dataHash(),
    codeVersion: codeVersion(),
    createdBy,
    texts: texts.length,
    metrics
  })
}

/** Trains from nlu/data/train, judges by nlu/data/held-out, and writes the model file; the one before it is kept beside it. */
export function trainAndStore(createdBy = 'npm run train'): { card: ModelCard; bytes: number } {
  storeDerivedTables()
  const bytes = train(createdBy)
  const { card } = deserialiseModel(bytes)!
  const before = existsSync(modelFile) ? deserialiseModel(readFileSync(modelFile)) : null
  if (before && before.card.version !== card.version) renameSync(modelFile, previousModelFile)
  writeWhole(modelFile, bytes)
  return { card, bytes: bytes.length }
}

function storedModel(): StoredModel | null {
  const stored = existsSync(modelFile) ? deserialiseModel(readFileSync(modelFile)) : null
  return stored && isUpToDate(stored.card) ? stored : null
}

/** Writes the model file where there is none that fits the sentences, lexicons and features of now. */
export function ensureModelFile(): void {
  if (!storedModel()) trainAndStore()
}

let shared: StoredModel | null = null

/** The stored model where it is up to date, else one trained here and now (once a process). */
export function loadModel(): StoredModel {
  shared ??= storedModel() ?? deserialiseModel(train('start'))!
  return shared
}
