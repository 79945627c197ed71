// Does every 政策依据 exist, is the law in force, and is its doubtful standing marked?
import type { Article } from '../article/article.ts'
import { parseArticleNumber } from './article-number.ts'
import type { CorpusLaw } from './law-corpus.ts'
import type { RegisteredLaw } from './law-register.ts'

export interface CitationFault {
  articleId: string
  file: string
  /** As cited: 旅游法 第三十五条. */
  citation: string
  problem: string
}

/** 《中华人民共和国旅游法》 → 旅游法. */
export const bareName = (law: string) => law.replace(/[《》\s]/g, '').replace(/^中华人民共和国/, '')

/** Laws by every name they go by; a name that several editions share stands for the one in force. */
function byName<L extends RegisteredLaw>(laws: readonly L[]): Map<string, L> {
  const names = new Map<string, L>()
  for (const law of [...laws].sort((a, b) => Number(a.current === false) - Number(b.current === false)))
    for (const name of [law.name, ...law.aliases]) if (!names.has(bareName(name))) names.set(bareName(name), law)
  return names
}

function problemOf(law: RegisteredLaw | undefined, article: string, unverified: boolean): string | null {
  if (!law) return 'no such law'
  const n = parseArticleNumber(article)
  if (n === null || n < 1 || n > law.articles) return `the law has ${law.articles} articles`
  if (law.current === false) return 'the law, as registered, is no longer in force'
  if (law.current === 'unknown' && !unverified)
    return 'nobody could verify that the law is in force: mark it unverified'
  if (law.current === true && unverified) return 'the law is known to be in force: take the mark unverified away'
  return null
}

/** Faults of all citations against a register, or against a corpus, which is one too. */
export function checkCitations(articles: readonly Article[], laws: readonly RegisteredLaw[]): CitationFault[] {
  const names = byName(laws)
  return articles.flatMap(({ id, file, basis }) =>
    basis.flatMap(({ law, article, unverified }) => {
      const problem = problemOf(names.get(bareName(law)), article, unverified === true)
      return problem === null ? [] : [{ articleId: id, file, citation: `${law} ${article}`, problem }]
    })
  )
}

const NUMERALS = '零一二三四五六七八九'

/** 1–9999 as laws write it: 30 → 三十, 12 → 十二, 250 → 二百五十. */
export function inHan(n: number): string {
  let text = ''
  let rest = n
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, '']
  ] as const) {
    const digit = Math.floor(rest / unit)
    rest %= unit
    if (digit > 0) text += NUMERALS[digit] + name
    else if (text !== '' && rest > 0 && !text.endsWith('零')) text += '零'
  }
  return text.replace(/^一十/, '十')
}

/** A limit said to the citizen: number and what it counts. */
const LIMIT = /(\d+(?:\.\d+)?)(万)?(?:个)?(工作日|小时|日|天|年|月|周岁|岁|米|元|倍|%|分钟|人|点|时)/g

/**
 * Numbers of an answer that none of the cited articles holds. A second reading has to look at these: the answer may have
 * counted something itself (4 × 7 days), or it may be wrong.
 */
export function unsupportedNumbers(article: Article, laws: readonly CorpusLaw[]): string[] {
  const names = byName(laws)
  const texts = article.basis.map(
    ({ law, article: no }) => names.get(bareName(law))?.texts.get(parseArticleNumber(no) ?? 0) ?? ''
  )
  if (texts.length === 0) return []
  const all = texts.join('\n').replace(/\s/g, '')
  return [...article.answer.matchAll(LIMIT)].flatMap(([said, digits]) => {
    const n = Number(digits)
    const written = [digits!, inHan(n), inHan(n).replaceAll('二百', '两百'), n === 2 ? '两' : '']
    return written.some(form => form !== '' && all.includes(form)) ? [] : [said]
  })
}
