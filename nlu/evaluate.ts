// How well we understand: figures over nlu/data/held-out, which nothing was trained on.
import { findDuplicates } from './classify/data-check.ts'
import { KINDS, type LabelledText, loadTrainingData } from './classify/training-data.ts'
import { evaluateEntities } from './evaluate-entities.ts'
import type { Figure, Miss } from './figures.ts'
import type { Understand } from './understand.ts'
import type { Kind, Understanding } from './understanding.ts'

export interface ReliabilityBin {
  from: number
  to: number
  sentences: number
  meanConfidence: number
  accuracy: number
}
export interface UnderstandingEvaluation {
  figures: Figure[]
  reliability: ReliabilityBin[]
  misses: Miss[]
  /** Sentences that stand in train and in held-out, or nearly so: `file:line ~ file:line`. */
  duplicates: string[]
}

const BINS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001]
/** All sentences are read as of one day, so that the figures do not change with the calendar. */
const EVALUATED_AT = new Date('2026-11-23T02:00:00Z')

interface Judged {
  item: LabelledText
  got: Understanding
}
type Judge = (judged: Judged) => boolean

const sameSet = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every(one => b.includes(one))
const kindsOf = (intent: string): Kind[] => KINDS.filter(kind => kind === intent)

/** Top intent as labelled; where a text has several kinds, any of them may lead. */
const intentRight: Judge = ({ item, got }) => {
  const top = got.intents[0]?.id
  return top === item.intent || kindsOf(top ?? '').some(kind => item.kinds.includes(kind))
}
const group = (code: string | undefined) => code?.slice(0, 6)

function figure(name: string, judged: Judged[], right: Judge): Figure {
  const good = judged.filter(right).length
  return { name, value: judged.length > 0 ? good / judged.length : null, of: judged.length }
}

function hits(judged: Judged[], kind: Kind) {
  const labelled = judged.filter(({ item }) => item.kinds.includes(kind)).length
  const given = judged.filter(({ got }) => got.kinds.includes(kind))
  return { labelled, given: given.length, right: given.filter(({ item }) => item.kinds.includes(kind)).length }
}

function precision(name: string, judged: Judged[], kind: Kind): Figure {
  const { given, right } = hits(judged, kind)
  return { name, value: given > 0 ? right / given : null, of: given }
}

function f1(name: string, judged: Judged[], kind: Kind): Figure {
  const { labelled, given, right } = hits(judged, kind)
  return { name, value: labelled + given > 0 ? (2 * right) / (labelled + given) : null, of: labelled }
}

function reliabilityOf(judged: Judged[]): ReliabilityBin[] {
  return BINS.slice(1).map((to, i) => {
    const from = BINS[i]!
    const inBin = judged.filter(({ got }) => {
      const confidence = got.intents[0]?.confidence ?? 0
      return confidence >= from && confidence < to
    })
    const sum = inBin.reduce((total, { got }) => total + (got.intents[0]?.confidence ?? 0), 0)
    const n = inBin.length
    return {
      from,
      to: Math.min(to, 1),
      sentences: n,
      meanConfidence: n > 0 ? sum / n : 0,
      accuracy: n > 0 ? inBin.filter(intentRight).length / n : 0
    }
  })
}

function missesOf({ item, got }: Judged): Miss[] {
  const list: Miss[] = []
  const miss = (what: string, wanted: string, given: string) =>
    list.push({ where: item.where, what, wanted, got: given, text: item.text })
  if (!intentRight({ item, got })) miss('intent', item.intent, got.intents[0]?.id ?? '-')
  if (!sameSet(item.kinds, got.kinds)) miss('kinds', item.kinds.join('+') || '-', got.kinds.join('+') || '-')
  if (item.category && item.category !== got.category?.code) miss('category', item.category, got.category?.code ?? '-')
  if (item.emergency.length > 0 !== (got.emergency !== null))
    miss('emergency', item.emergency.join() || '-', got.emergency?.reason ?? '-')
  if (item.inScope !== null && item.inScope !== got.inScope) miss('scope', String(item.inScope), String(got.inScope))
  return list
}

const judge = (understand: Understand): Judged[] => {
  const context = { now: EVALUATED_AT, offsetMinutes: 480 }
  return loadTrainingData('held-out').map(item => ({ item, got: understand(item.text, context) }))
}

/** Figures of intent, kinds, category, emergency and scope over the held-out sentences; entities are not looked at. */
export function classificationFigures(understand: Understand): Figure[] {
  return figuresOf(judge(understand))
}

function figuresOf(judged: Judged[]): Figure[] {
  const having = (test: (item: LabelledText) => boolean) => judged.filter(({ item }) => test(item))
  const categorised = having(item => item.category !== null)
  const complaintsOnly = having(item => item.kinds.includes('complaint') && !item.kinds.includes('report'))
  const noEmergency = having(item => item.emergency.length === 0)
  return [
    figure('intent', judged, intentRight),
    figure('kinds', judged, ({ item, got }) => sameSet(item.kinds, got.kinds)),
    figure(
      'reportRecall',
      having(item => item.kinds.includes('report')),
      ({ got }) => got.kinds.includes('report')
    ),
    precision('reportPrecision', judged, 'report'),
    f1('complaintF1', judged, 'complaint'),
    figure('complaintTakenForReport', complaintsOnly, ({ got }) => got.kinds.includes('report')),
    figure(
      'category4',
      categorised,
      ({ item, got }) => group(got.category?.code) === group(item.category ?? undefined)
    ),
    figure('category6', categorised, ({ item, got }) => got.category?.code === item.category),
    figure(
      'emergencyRecall',
      having(item => item.emergency.length > 0),
      ({ got }) => got.emergency !== null
    ),
    figure('falseEmergency', noEmergency, ({ got }) => got.emergency !== null),
    figure(
      'scope',
      having(item => item.inScope !== null),
      ({ item, got }) => got.inScope === item.inScope
    )
  ]
}

/** Judges `understand` by the held-out sentences. Pure but for reading the data files. */
export function evaluateUnderstanding(understand: Understand): UnderstandingEvaluation {
  const judged = judge(understand)
  const entities = evaluateEntities(judged)
  const heldOut = judged.map(({ item }) => item)
  const duplicates = findDuplicates(loadTrainingData('train'), heldOut)
  return {
    figures: [...figuresOf(judged), ...entities.figures],
    reliability: reliabilityOf(judged),
    misses: [...judged.flatMap(missesOf), ...entities.misses],
    duplicates: duplicates.map(({ first, second }) => `${first.where} ~ ${second.where}: ${second.text}`)
  }
}
