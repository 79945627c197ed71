// From an article to the text of its file; readArticle gives the same article back.
import { Document, isMap, isScalar, isSeq, visit } from 'yaml'
import type { Article } from './article.ts'

/** Lists that stand in one line, as editors write them. */
const INLINE = new Set(['kinds', 'category', 'region', 'keywords', 'related', 'replaces', 'actions', 'quoteCheck'])
/** Codes that YAML would otherwise read as numbers keep their quotes by themselves; rows of the basis stand in one line each. */
const LIST_OF_INLINE = 'basis'

function frontMatter({
  answer: _a,
  handling: _h,
  wording: _w,
  file: _f,
  version: _v,
  replaces,
  ...data
}: Article): string {
  const document = new Document(replaces.length > 0 ? { ...data, replaces } : data)
  visit(document, {
    Pair(_, { key, value }) {
      const name = isScalar(key) ? String(key.value) : ''
      if (INLINE.has(name) && (isSeq(value) || isMap(value))) value.flow = true
      if (name === LIST_OF_INLINE && isSeq(value)) {
        if (value.items.length === 0) value.flow = true
        for (const item of value.items) if (isMap(item)) item.flow = true
      }
    }
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

/** The file's text, `<subject>/<id>.md`. */
export function writeArticle(article: Article): string {
  const { answer, handling, wording } = article
  return `---\n${frontMatter(article)}---\n## 答复\n${answer}\n\n## 处理方法\n${handling}\n\n## 答复口径\n${wording}\n`
}
