import type { MouseEvent } from 'react'
import type { Choice } from '../../../direct-line/index.ts'
import { TEXTS } from '../texts.ts'

interface ChoicesProps {
  choices: readonly Choice[]
  /** `byKeyboard`: the button that had the focus goes away with the answer. */
  onSay: (say: string, byKeyboard: boolean) => void
}

function Label({ number, title }: Choice) {
  return (
    <>
      {number !== null && <span className="choice-number">{number}</span>}
      <span>{title}</span>
    </>
  )
}

export function Choices({ choices, onSay }: ChoicesProps) {
  if (choices.length === 0) return null
  return (
    <fieldset className="choices">
      <legend>{TEXTS.choices}</legend>
      {choices.map(choice => {
        const { title, say, href } = choice
        if (href !== null) {
          return (
            <a key={title} className="choice" href={href} rel="noreferrer">
              <Label {...choice} />
            </a>
          )
        }
        const onClick = ({ detail }: MouseEvent) => onSay(say ?? title, detail === 0)
        return (
          <button key={title} type="button" className="choice" onClick={onClick}>
            <Label {...choice} />
          </button>
        )
      })}
    </fieldset>
  )
}
