// Why each entity was found: by which extractor, and by which words of which lexicon.

import { divisionOf } from '../entities/place/divisions.ts'
import { placeAtoms } from '../entities/place/place-atoms.ts'
import { NAME_FINDERS } from '../entities/respondent/extract-respondents.ts'
import { lastWordOf } from '../entities/respondent/suffix-names.ts'
import { timePieces } from '../entities/time/extract-times.ts'
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { Entity, EntityType } from '../understanding.ts'
import { type Evidence, lineOfWord } from './evidence.ts'

/** The file that finds each type. */
const EXTRACTORS: Record<EntityType, string> = {
  time: 'nlu/entities/time/extract-times.ts',
  duration: 'nlu/entities/duration.ts',
  money: 'nlu/entities/money/extract-money.ts',
  count: 'nlu/entities/count.ts',
  phone: 'nlu/entities/phone.ts',
  id_number: 'nlu/entities/identifiers/id-number.ts',
  person: 'nlu/entities/person/extract-persons.ts',
  respondent: 'nlu/entities/respondent/extract-respondents.ts',
  place: 'nlu/entities/place/extract-places.ts',
  order_no: 'nlu/entities/identifiers/order-no.ts',
  plate_no: 'nlu/entities/identifiers/plate-no.ts',
  licence_no: 'nlu/entities/identifiers/licence-no.ts',
  uscc: 'nlu/entities/identifiers/uscc.ts',
  email: 'nlu/entities/identifiers/email-and-url.ts',
  url: 'nlu/entities/identifiers/email-and-url.ts'
}
const NOTHING_TAKEN = { has: () => false }
const UNIT = /[元块毛角¥]|rmb|cny|人民币/i

interface Piece {
  start: number
  end: number
}

/** Pieces of the normalised text that lie in the raw span of an entity. */
function within<T extends Piece>(source: NormalisedText, entity: Entity, pieces: readonly T[]): T[] {
  return pieces.filter(piece => {
    const raw = source.toRaw(piece.start, piece.end)
    return raw.start < entity.end && raw.end > entity.start
  })
}

function timeEvidence(source: NormalisedText, entity: Entity): Evidence[] {
  return within(source, entity, timePieces(source.text)).map(({ parser, start, end }) => ({
    by: 'rule',
    found: source.text.slice(start, end),
    name: parser
  }))
}

function respondentEvidence(source: NormalisedText, entity: Entity): Evidence[] {
  return NAME_FINDERS.flatMap(find =>
    within(source, entity, find(source, NOTHING_TAKEN)).map((party): Evidence => {
      const name = source.text.slice(party.start, party.end)
      if (find.name === 'knownNames')
        return {
          by: 'lexicon',
          found: name,
          name: party.kind,
          where: lineOfWord('entities-known-respondents.txt', name)
        }
      const last = find.name === 'suffixNames' ? lastWordOf(name) : null
      return last
        ? {
            by: 'lexicon',
            found: `…${last.word}`,
            name: last.kind,
            where: lineOfWord('entities-respondent-suffixes.txt', last.word)
          }
        : { by: 'rule', found: name, name: `${party.kind} ${find.name}` }
    })
  )
}

function placeEvidence(source: NormalisedText, entity: Entity): Evidence[] {
  return within(source, entity, placeAtoms(source, NOTHING_TAKEN)).map(({ start, end, kind, codes }): Evidence => {
    const found = source.text.slice(start, end)
    if (kind === 'sight') return { by: 'lexicon', found, name: '景点', where: lineOfWord('entities-places.txt', found) }
    const names = (codes ?? []).slice(0, 3).map(code => `${code} ${divisionOf(code)?.name ?? ''}`)
    return names.length > 0
      ? { by: 'rule', found, name: names.join('、'), where: '@vant/area-data' }
      : { by: 'rule', found, name: kind }
  })
}

/** The extractor that found it, and the pieces that it was made of. */
export function explainEntity(source: NormalisedText, entity: Entity): Evidence[] {
  const extractor: Evidence = { by: 'rule', found: entity.text, name: entity.type, where: EXTRACTORS[entity.type] }
  if (entity.type === 'time') return [extractor, ...timeEvidence(source, entity)]
  if (entity.type === 'respondent') return [extractor, ...respondentEvidence(source, entity)]
  if (entity.type === 'place') return [extractor, ...placeEvidence(source, entity)]
  if (entity.type === 'money')
    return [{ ...extractor, name: UNIT.test(entity.text) ? 'money 有单位' : 'money 由前后文字判断' }]
  return [extractor]
}
