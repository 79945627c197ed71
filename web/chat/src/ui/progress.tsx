import type { FilingDraft } from '../../../direct-line/index.ts'
import { fieldWord, kindWord, TEXTS } from '../texts.ts'

/** Words of the fields, each once (two paths may share one). */
const wordsOf = (paths: readonly string[]): string[] => [...new Set(paths.map(fieldWord).filter(word => word !== null))]

function Fields({ heading, words, className }: { heading: string; words: string[]; className: string }) {
  if (words.length === 0) return null
  return (
    <div className={className}>
      <h3>{heading}</h3>
      <ul>
        {words.map(word => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </div>
  )
}

export function Progress({ draft }: { draft: FilingDraft | null }) {
  if (draft === null) return null
  const missing = wordsOf(draft.missing)
  const filled = wordsOf(draft.filled).filter(word => !missing.includes(word))
  if (filled.length + missing.length === 0) return null
  const kinds = draft.kinds.map(kindWord).join('、')
  const { progress } = TEXTS
  return (
    <details className="progress">
      <summary>
        <span className="progress-kind">{kinds === '' ? progress.fillingUnknown : progress.filling(kinds)}</span>
        <span className="progress-count">{progress.count(filled.length, missing.length)}</span>
        <progress aria-label={progress.label} value={filled.length} max={filled.length + missing.length} />
      </summary>
      <div className="progress-fields">
        <Fields heading={progress.filled} words={filled} className="filled" />
        <Fields heading={progress.missing} words={missing} className="missing" />
      </div>
    </details>
  )
}
