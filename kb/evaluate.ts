// How well the knowledge base answers: figures over kb/data/held-out.jsonl, questions that stand in no article.
// kb/data/development.jsonl was held out once; it has been studied since and the ranking learns from it. tuning.jsonl and
// measuring.jsonl were written from titles by one hand: the ranking learns from the first, never from the second, which
// shows whether a change helps (`npm run -s kb -- hit-test kb/data/measuring.jsonl`); so does noisy.jsonl, the same for what
// is misspelt, typed in pinyin or blanks, told in dialect or at length.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { projectRoot } from '../core/paths.ts'
import type { Figure } from '../nlu/index.ts'
import type { Knowledge, KnowledgeAnswer } from './answer.ts'
import { openKnowledge } from './open-knowledge.ts'

const questionSchema = z.strictObject({
  question: z.string().min(1),
  /** Id of the article that answers it (or any of several); null where none does. */
  article: z.union([z.string(), z.array(z.string()).min(1), z.null()]),
  /** How it is written: plain, typo, pinyin, traditional, dialect, voice (as transcribed, unpunctuated), spaced (blanks and emoji between), long. */
  form: z.enum(['plain', 'typo', 'pinyin', 'traditional', 'dialect', 'voice', 'spaced', 'long']).default('plain')
})
export type TestQuestion = z.infer<typeof questionSchema>

export interface KnowledgeMiss {
  question: string
  wanted: string | null
  got: string | null
  outcome: KnowledgeAnswer['outcome']
}
export interface KnowledgeEvaluation {
  figures: Figure[]
  misses: KnowledgeMiss[]
}

/** All questions are asked as of one day, so that the figures do not change with the calendar. */
const EVALUATED_AT = new Date('2026-11-24T02:00:00Z')

const dataFile = (name: string) => path.join(projectRoot, 'kb', 'data', name)
const heldOutFile = dataFile('held-out.jsonl')

/**
 * Reads questions, one JSON object a line: {question, article: id | [ids] | null, form?}.
 * @throws AppError KB_BAD_LINE naming the line
 */
export function readTestQuestions(text: string): TestQuestion[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [questionSchema.parse(JSON.parse(line))]
    } catch (cause) {
      throw new AppError('KB_BAD_LINE', { detail: `line ${i + 1}`, cause })
    }
  })
}

const wantedIds = ({ article }: TestQuestion) => (article === null ? [] : [article].flat())

/** Counts what `questions` get from `knowledge`. */
export function judgeKnowledge(knowledge: Knowledge, questions: readonly TestQuestion[]): KnowledgeEvaluation {
  const judged = questions.map(question => ({
    question,
    wanted: wantedIds(question).map(id => knowledge.article(id)?.id ?? id),
    got: knowledge.ask(question.question, { now: EVALUATED_AT })
  }))
  type Judged = (typeof judged)[number]
  const isHit = ({ wanted, got }: Judged) => got.outcome === 'answer' && wanted.includes(got.articleId ?? '')
  const share = (name: string, of: readonly Judged[], right: (one: Judged) => boolean): Figure => ({
    name,
    value: of.length > 0 ? of.filter(right).length / of.length : null,
    of: of.length
  })
  const answerable = judged.filter(({ wanted }) => wanted.length > 0)
  const unanswerable = judged.filter(({ wanted }) => wanted.length === 0)
  const misses = judged
    .filter(one => (one.wanted.length > 0 ? !isHit(one) : one.got.outcome !== 'none'))
    .map(({ question, wanted, got }) => ({
      question: question.question,
      wanted: wanted[0] ?? null,
      got: got.articleId ?? got.candidates[0]?.articleId ?? null,
      outcome: got.outcome
    }))
  return {
    figures: [
      share('kbHit1', answerable, isHit),
      share('kbHit3', answerable, ({ wanted, got }) =>
        got.candidates.slice(0, 3).some(c => wanted.includes(c.articleId))
      ),
      share(
        'kbHit1Noisy',
        answerable.filter(({ question }) => question.form !== 'plain' && question.form !== 'long'),
        isHit
      ),
      share('kbRefusal', unanswerable, ({ got }) => got.outcome === 'none'),
      share('kbWrongServed', judged, one => one.got.outcome === 'answer' && !isHit(one)),
      // neither right nor wrong: the citizen picks one of two or three
      share('kbClarify', judged, ({ got }) => got.outcome === 'clarify')
    ],
    misses
  }
}

/** Figures of the committed base over the held-out questions; over the development set while there are none. */
export function evaluateKnowledge(): KnowledgeEvaluation {
  return judgeKnowledge(
    openKnowledge(),
    readTestQuestions(readFileSync(existsSync(heldOutFile) ? heldOutFile : dataFile('development.jsonl'), 'utf8'))
  )
}

/** Asks every question of a file in the format of kb/data/held-out.jsonl. */
export function runHitTest(text: string): KnowledgeEvaluation {
  return judgeKnowledge(openKnowledge(), readTestQuestions(text))
}
