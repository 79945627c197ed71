// How well we understand: figures over nlu/data/held-out, which nothing was trained on.

import { type DangerText, loadDangerData } from './classify/danger-data.ts'
import { findDuplicates } from './classify/data-check.ts'
import { type LabelledText, loadTrainingData } from './classify/training-data.ts'
import { evaluateEntities } from './evaluate-entities.ts'
import { areKindsRight, classificationReport, isIntentRight, type Judged, noiseOf } from './evaluation-report.ts'
import type { Figure, Miss } from './figures.ts'
import { wordsOfClasses } from './lexicons/word-classes.ts'
import { normaliseText } from './normalise/normalised-text.ts'
import type { Understand } from './understand.ts'
import type { Kind } from './understanding.ts'

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
  /** Markdown tables by intent, kind, category, scope, emergency and noise. */
  report: string
  /** Sentences that stand in train and in held-out, or nearly so: `file:line ~ file:line`. */
  duplicates: string[]
  /** Words of classes that no text is found to hold, since it is normalised first: `file:line: 咋办, write 怎么办`. */
  unheardWords: string[]
}

const BINS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001]
/** All sentences are read as of one day, so that the figures do not change with the calendar. */
const EVALUATED_AT = new Date('2026-11-23T02:00:00Z')

type Judge = (judged: Judged) => boolean

const group = (code: string | undefined) => code?.slice(0, 6)

function figure(name: string, judged: Judged[], right: Judge): Figure {
  const good = judged.filter(right).length
  return { name, value: judged.length > 0 ? good / judged.length : null, of: judged.length }
}

/** How much smaller a share is in `part` than in `rest`; 0 where it is not. */
function behind(name: string, part: Judged[], rest: Judged[], right: Judge): Figure {
  const own = figure(name, part, right)
  const other = figure(name, rest, right).value
  return { ...own, value: own.value === null || other === null ? null : Math.max(0, other - own.value) }
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
      accuracy: n > 0 ? inBin.filter(isIntentRight).length / n : 0
    }
  })
}

function missesOf({ item, got }: Judged): Miss[] {
  const list: Miss[] = []
  const miss = (what: string, wanted: string, given: string) =>
    list.push({ where: item.where, what, wanted, got: given, text: item.text })
  if (!isIntentRight({ item, got })) miss('intent', item.intent, got.intents[0]?.id ?? '-')
  if (!areKindsRight({ item, got })) miss('kinds', item.kinds.join('+') || '-', got.kinds.join('+') || '-')
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
  const noisy = having(item => noiseOf(item) !== 'clean')
  const clean = having(item => noiseOf(item) === 'clean')
  const noEmergency = having(item => item.emergency.length === 0)
  return [
    figure('intent', judged, isIntentRight),
    figure('kinds', judged, areKindsRight),
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
    ),
    behind('noisyIntentBehindClean', noisy, clean, isIntentRight),
    behind('noisyKindsBehindClean', noisy, clean, areKindsRight)
  ]
}

/** Recall and false alarms over sentences written for danger alone; held-out ones apart. */
function dangerFigures(understand: Understand, texts: readonly DangerText[]): Figure[] {
  const context = { now: EVALUATED_AT, offsetMinutes: 480 }
  const isDanger = (item: DangerText) => understand(item.text, context).emergency !== null
  const share = (name: string, of: readonly DangerText[]): Figure => ({
    name,
    value: of.length > 0 ? of.filter(isDanger).length / of.length : null,
    of: of.length
  })
  return [
    share(
      'dangerCheckRecall',
      texts.filter(item => item.emergency.length > 0)
    ),
    share(
      'dangerCheckFalse',
      texts.filter(item => item.emergency.length === 0)
    )
  ]
}

function unheardWords(): string[] {
  return wordsOfClasses().flatMap(({ word, where }) => {
    const { text } = normaliseText(word)
    return text === word ? [] : [`${where}: ${word}, write ${text}`]
  })
}

/** Judges `understand` by the held-out sentences. Pure but for reading the data files. */
export function evaluateUnderstanding(understand: Understand): UnderstandingEvaluation {
  const judged = judge(understand)
  const entities = evaluateEntities(judged)
  const heldOut = judged.map(({ item }) => item)
  const checked = loadDangerData('check')
  const duplicates = findDuplicates(
    [...loadTrainingData('train'), ...loadDangerData('train')],
    [...heldOut, ...checked]
  )
  return {
    figures: [...figuresOf(judged), ...dangerFigures(understand, checked), ...entities.figures],
    reliability: reliabilityOf(judged),
    report: classificationReport(judged),
    misses: [...judged.flatMap(missesOf), ...entities.misses],
    duplicates: duplicates.map(({ first, second }) => `${first.where} ~ ${second.where}: ${second.text}`),
    unheardWords: unheardWords()
  }
}
