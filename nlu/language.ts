// Understanding that can be renewed under way: a new model and changed lexicons come in force together, between two messages.
import { AppError } from '../core/errors.ts'
import type { ModelCard, StoredModel } from './classify/model-store.ts'
import { renewTables } from './lexicons/lexicon-table.ts'
import { isUpToDate, loadModel, modelFile, readModelFile } from './model-files.ts'
import { type Understand, understandWith } from './understand.ts'

export interface Language {
  understand: Understand
  /** Of the model in use. */
  card(): ModelCard
  /**
   * Puts the model of `file` (else the one that `npm run train` wrote last) in force, with the lexicons as they now are on disk. Each message is understood wholly by
   * the old ones or wholly by the new ones. Where it fails nothing changes: AppError NLU_MODEL_INVALID (no model that
   * fits this program), NLU_MODEL_STALE (made from other sentences or lexicons than lie there now), NLU_DATA_INVALID.
   */
  reload(file?: string): ModelCard
}

const WARM_UP = ['您好，daoyou强至购物', '我上周六参加康途旅行社的一日游，花了3800，电话13800001234，要求退款']

/**
 * Loads the model (or trains it, about 10 s, where none is built) and the dictionaries at once, so that the first citizen
 * does not wait. `reload` without a file reads `file`.
 */
export function openLanguage({ file: usual = modelFile }: { file?: string } = {}): Language {
  let current: StoredModel = loadModel()
  const understand = understandWith(() => current.model)
  const warmUp = (by: Understand) => {
    for (const text of WARM_UP) by(text, { now: new Date(0), offsetMinutes: 480 })
  }
  warmUp(understand)
  return {
    understand,
    card: () => current.card,
    reload(file = usual) {
      const next = readModelFile(file)
      if (!isUpToDate(next.card)) throw new AppError('NLU_MODEL_STALE')
      try {
        renewTables(() => warmUp(understandWith(() => next.model)))
      } catch (cause) {
        throw cause instanceof AppError ? cause : new AppError('NLU_DATA_INVALID', { detail: 'a lexicon', cause })
      }
      current = next
      return current.card
    }
  }
}

/** `openLanguage` for those who only understand. */
export function createUnderstand(): Understand {
  return openLanguage().understand
}
