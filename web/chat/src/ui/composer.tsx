import { type KeyboardEvent, type RefObject, useState } from 'react'
import type { FileView } from '../../../direct-line/index.ts'
import { TEXTS } from '../texts.ts'
import { AddFiles, Files } from './files.tsx'

/** Longest message; about twice what a work order takes (2,000 characters), so that nobody is cut off. */
const LENGTH_MAX = 4000
const LENGTH_WARN = 3600

interface ComposerProps {
  onSay: (text: string) => boolean
  files: readonly FileView[]
  onFiles: (files: File[]) => void
  onRemoveFile: (id: string) => void
  inputRef: RefObject<HTMLTextAreaElement | null>
}

export function Composer({ onSay, files, onFiles, onRemoveFile, inputRef }: ComposerProps) {
  const [text, setText] = useState('')
  const isSending = files.some(({ state }) => state === 'sending')
  const hasWhole = files.some(({ state }) => state === 'whole')
  const say = () => {
    // what is typed waits for its files, so that they stay one message
    if (isSending) return
    if (onSay(text)) setText('')
    inputRef.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While a Chinese input method composes, Enter chooses its candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    say()
  }
  return (
    <form
      className="composer"
      onSubmit={event => {
        event.preventDefault()
        say()
      }}
    >
      <Files files={files} onRemove={onRemoveFile} />
      <AddFiles onFiles={onFiles} />
      <label htmlFor="composer" className="visually-hidden">
        {TEXTS.composer}
      </label>
      <div className="growing" data-text={`${text} `}>
        <textarea
          id="composer"
          ref={inputRef}
          rows={1}
          value={text}
          maxLength={LENGTH_MAX}
          placeholder={TEXTS.placeholder}
          autoComplete="off"
          enterKeyHint="send"
          onChange={event => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <button type="submit" className="send" disabled={isSending || (text.trim() === '' && !hasWhole)}>
        {TEXTS.send}
      </button>
      {text.length > LENGTH_WARN && (
        <p className="length" role="status">
          {TEXTS.tooLong(LENGTH_MAX - text.length)}
        </p>
      )}
    </form>
  )
}
