// What a knowledge article (知识条目) is: the three parts the hotline notice asks for (处理方法, 答复口径, 政策依据) and
// the data around them. Files are kb/content/<subject>/<id>.md; kb/content/README.md tells editors the format.
import { z } from 'zod'
import { isCategoryCode, KINDS } from '../../nlu/index.ts'

/** Longest answer that a citizen is given at once, in characters (issue "knowledge base": plain words, ≤ 200). */
export const MAX_ANSWER_LENGTH = 200
const MIN_ASKS = 5

const day = z.iso.date()
const kindSchema = z.enum(KINDS)

const basisSchema = z.strictObject({
  /** Short title as in kb/law-register.yaml, without 《》 and 中华人民共和国. */
  law: z.string().min(2),
  article: z.string().regex(/^第[一二三四五六七八九十百千零]+条$/, 'an article is written like 第三十五条'),
  /** Edition that was read, where it matters (a date or a year). */
  version: z.string().optional(),
  /** The register could not prove that the law is in force as read: an editor has to check before relying on it. */
  unverified: z.literal(true).optional()
})
/** 政策依据: one article of law that an answer rests on. */
export type Basis = z.infer<typeof basisSchema>

const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open_draft'), kind: kindSchema }),
  z.strictObject({ type: z.literal('call'), number: z.string().regex(/^\d[\d-]{2,15}$/) }),
  z.strictObject({ type: z.literal('handoff') })
])
/** What the citizen can do next with one tap. */
export type ArticleAction = z.infer<typeof actionSchema>

export const frontMatterSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is kebab-case'),
    title: z.string().min(4).max(60),
    asks: z.array(z.string().min(2).max(120)).min(MIN_ASKS),
    kinds: z.array(kindSchema).min(1),
    category: z.array(z.string().refine(isCategoryCode, 'no leaf of the category tree')).min(1),
    /** `national`, or the codes (2, 4 or 6 digits) of the places where the answer holds. */
    region: z.union([z.literal('national'), z.array(z.string().regex(/^\d{2}(\d{2}){0,2}$/)).min(1)]),
    keywords: z.array(z.string().min(1)).min(1),
    basis: z.array(basisSchema),
    owner: z.string().min(2),
    validFrom: day,
    /** Last day on which the answer holds. */
    validTo: day.optional(),
    reviewDate: day,
    /** `high`: a wrong answer may cost the citizen a right or harm somebody; agents read such answers out with care. */
    risk: z.enum(['normal', 'high']),
    related: z.array(z.string()).default([]),
    /** Ids of retired articles whose matter this one answers now: links, lists and conversations that name them lead here. */
    replaces: z.array(z.string()).default([]),
    actions: z.array(actionSchema).default([]),
    /** Second reading of the article against the text of the law: who, when, what was compared and found. */
    quoteCheck: z
      .strictObject({
        by: z.string().min(2),
        on: day,
        /** Of the words that were read (second-reading.ts): other words have not been read. */
        textHash: z.string().length(12).optional(),
        /** Laws as they were read: 旅游法 2018-10-26. */
        editions: z.array(z.string()).optional(),
        note: z.string().min(2)
      })
      .optional()
  })
  .superRefine((article, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (article.validTo !== undefined && article.validTo < article.validFrom)
      fault('validTo', 'ends before it begins (validFrom)')
    if (new Set(article.asks).size !== article.asks.length) fault('asks', 'the same question stands twice')
    if (article.related.includes(article.id)) fault('related', 'an article is not related to itself')
  })

/** One article, as loaded: front matter and the three sections as plain text. */
export interface Article extends z.infer<typeof frontMatterSchema> {
  /** 答复: for the citizen. */
  answer: string
  /** 处理方法: what staff do. */
  handling: string
  /** 答复口径: how agents put it. */
  wording: string
  /** Path below kb/content, for error messages. */
  file: string
  /** Which version of it this is; absent where it was read from a file. */
  version?: number
}
