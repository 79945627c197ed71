import { useState } from 'react'
import type { FiledTicket } from '../../../direct-line/index.ts'
import { kindWord, TEXTS } from '../texts.ts'
import { copyText } from './copy-text.ts'

type CopyOutcome = 'none' | 'copied' | 'failed'

const OUTCOME_WORDS: Record<CopyOutcome, string> = {
  none: '',
  copied: TEXTS.filed.copied,
  failed: TEXTS.filed.copyFailed
}

/** WL + day + six digits, in groups that can be read aloud; a screen reader and the clipboard get it unbroken. */
function NumberInGroups({ ticketNo }: { ticketNo: string }) {
  const [prefix, day, rest] = [ticketNo.slice(0, 2), ticketNo.slice(2, 10), ticketNo.slice(10)]
  return (
    <span className="ticket-number">
      <span>{prefix}</span>
      <span>{day}</span>
      <span>{rest}</span>
    </span>
  )
}

function Ticket({ ticketNo, kind }: FiledTicket) {
  const [outcome, setOutcome] = useState<CopyOutcome>('none')
  const copy = async () => setOutcome((await copyText(ticketNo)) ? 'copied' : 'failed')
  return (
    <section className="ticket" aria-label={TEXTS.filed.heading(kindWord(kind))}>
      <h3>
        <span className="tick" aria-hidden="true">
          ✓
        </span>
        {TEXTS.filed.heading(kindWord(kind))}
      </h3>
      <p>
        {TEXTS.filed.number} <NumberInGroups ticketNo={ticketNo} />
      </p>
      <div className="ticket-actions">
        <button type="button" className="plain-button" onClick={() => void copy()}>
          {TEXTS.filed.copy}
        </button>
        <span role="status">{OUTCOME_WORDS[outcome]}</span>
      </div>
    </section>
  )
}

export function FiledCard({ filed }: { filed: readonly FiledTicket[] }) {
  if (filed.length === 0) return null
  return (
    <div className="filed">
      {filed.map(ticket => (
        <Ticket key={ticket.ticketNo} {...ticket} />
      ))}
      <p className="filed-next">{TEXTS.filed.next}</p>
    </div>
  )
}
