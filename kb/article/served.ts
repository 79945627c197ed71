// Which articles may be given to a citizen of a place on a day: filtered before anything is ranked.
import type { Article } from './article.ts'

/** @param today yyyy-mm-dd where the citizens live; regionCode six digits, absent = national articles only */
export function isServed(article: Article, today: string, regionCode?: string): boolean {
  if (today < article.validFrom || (article.validTo !== undefined && today > article.validTo)) return false
  if (article.region === 'national') return true
  return regionCode !== undefined && article.region.some(code => regionCode.startsWith(code.replace(/(00)+$/, '')))
}
