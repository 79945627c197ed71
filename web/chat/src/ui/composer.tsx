import { type KeyboardEvent, type RefObject, useState } from 'react'
import { TEXTS } from '../texts.ts'

/** Longest message; about twice what a work order takes (2,000 characters), so that nobody is cut off. */
const LENGTH_MAX = 4000
const LENGTH_WARN = 3600

interface ComposerProps {
  onSay: (text: string) => boolean
  inputRef: RefObject<HTMLTextAreaElement | null>
}

export function Composer({ onSay, inputRef }: ComposerProps) {
  const [text, setText] = useState('')
  const say = () => {
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
      <button type="submit" className="send" disabled={text.trim() === ''}>
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
