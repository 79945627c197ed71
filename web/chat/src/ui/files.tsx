import { useRef } from 'react'
import type { FileView } from '../../../direct-line/index.ts'
import { refusalWord, sizeWord, TEXTS } from '../texts.ts'

/** What the server takes; a phone offers its camera for it. */
const ACCEPT = 'image/*,video/mp4,audio/mpeg,audio/mp4,.pdf,.docx,.mp3,.m4a,.mp4,.heic'

function stateOf({ state, sent, size, code }: FileView): string {
  if (state === 'refused') return refusalWord(code)
  if (state === 'whole') return TEXTS.files.whole
  return TEXTS.files.sending(Math.floor((100 * sent) / Math.max(1, size)))
}

/** The files that will go with the next message. */
export function Files({ files, onRemove }: { files: readonly FileView[]; onRemove: (id: string) => void }) {
  if (files.length === 0) return null
  return (
    <ul className="files" aria-label={TEXTS.files.list}>
      {files.map(file => (
        <li key={file.id} className={`file ${file.state}`}>
          <span className="file-name">{file.name}</span>
          <span className="file-state" role={file.state === 'refused' ? 'alert' : undefined}>
            {sizeWord(file.size)} · {stateOf(file)}
          </span>
          {file.state === 'sending' && <progress max={file.size} value={file.sent} aria-label={file.name} />}
          <button
            type="button"
            className="file-remove"
            aria-label={TEXTS.files.removeLabel(file.name)}
            onClick={() => onRemove(file.id)}
          >
            {TEXTS.files.remove}
          </button>
        </li>
      ))}
    </ul>
  )
}

export function AddFiles({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        multiple
        accept={ACCEPT}
        tabIndex={-1}
        aria-hidden="true"
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          // the same file may be chosen again
          event.target.value = ''
        }}
      />
      <button type="button" className="add-files" aria-label={TEXTS.files.add} onClick={() => input.current?.click()}>
        <span aria-hidden="true">＋</span>
      </button>
    </>
  )
}
