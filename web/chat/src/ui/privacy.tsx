import { useRef, useState } from 'react'
import { TEXTS } from '../texts.ts'

export function Privacy({ onStartOver }: { onStartOver: () => Promise<void> }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [hasFailed, setFailed] = useState(false)
  const { privacy } = TEXTS
  const open = () => {
    dialog.current?.showModal()
    // Reading begins at the top; by itself the dialog would go to its first button, which is at the end.
    heading.current?.focus()
  }
  const startOver = async () => {
    try {
      await onStartOver()
      setFailed(false)
      dialog.current?.close()
    } catch {
      // Said to the citizen: somebody at a public computer must know that nothing was cleared.
      setFailed(true)
    }
  }
  return (
    <>
      <p className="privacy-line">
        <span className="privacy-text">{privacy.line}</span>
        <button type="button" className="link-button" onClick={open}>
          {privacy.open}
        </button>
      </p>
      <dialog ref={dialog} aria-labelledby="privacy-heading">
        <h2 id="privacy-heading" ref={heading} tabIndex={-1}>
          {privacy.heading}
        </h2>
        <dl>
          {privacy.points.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <p>{privacy.startOverHint}</p>
        {hasFailed && <p role="alert">{privacy.startOverFailed}</p>}
        <div className="dialog-actions">
          <button type="button" className="plain-button" onClick={() => void startOver()}>
            {privacy.startOver}
          </button>
          <button type="button" className="plain-button strong" onClick={() => dialog.current?.close()}>
            {privacy.close}
          </button>
        </div>
      </dialog>
    </>
  )
}
