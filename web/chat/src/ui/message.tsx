import { memo } from 'react'
import type { BotEntry, CitizenEntry } from '../store/transcript.ts'
import { TEXTS } from '../texts.ts'
import { timeWord } from './days.ts'
import { FiledCard } from './filed-card.tsx'
import { textWithoutTickets } from './filed-text.ts'
import { emergencyNumbers, phoneParts } from './phone-links.ts'

function CallableText({ text, isEmergency }: { text: string; isEmergency: boolean }) {
  const parts = phoneParts(text, isEmergency)
  return parts.map((part, index) =>
    part.href === null ? (
      part.text
    ) : (
      // The parts of one text never change their order.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <a key={index} href={part.href}>
        {part.text}
      </a>
    )
  )
}

function CallButtons({ text }: { text: string }) {
  const numbers = emergencyNumbers(text)
  if (numbers.length === 0) return null
  return (
    <div className="calls">
      <p>{TEXTS.emergency}</p>
      {numbers.map(number => (
        <a key={number} className="call-button" href={`tel:${number.replace(/-/g, '')}`}>
          {TEXTS.call(number)}
        </a>
      ))}
    </div>
  )
}

export const BotMessage = memo(function BotMessage({ entry }: { entry: BotEntry }) {
  const isEmergency = entry.replyId.startsWith('emergency.')
  return (
    <div className={isEmergency ? 'message bot emergency' : 'message bot'} data-key={entry.key}>
      <div className="bubble">
        <span className="visually-hidden">{TEXTS.speakerBot}</span>
        <CallableText text={textWithoutTickets(entry.text, entry.filed)} isEmergency={isEmergency} />
        {isEmergency && <CallButtons text={entry.text} />}
        <FiledCard filed={entry.filed} />
      </div>
      <time className="meta" dateTime={new Date(entry.atMs).toISOString()}>
        {timeWord(entry.atMs)}
      </time>
    </div>
  )
})

interface CitizenMessageProps {
  entry: CitizenEntry
  onResend: (clientActivityID: string) => void
}

export const CitizenMessage = memo(function CitizenMessage({ entry, onResend }: CitizenMessageProps) {
  const { clientActivityID, delivery } = entry
  return (
    <div className="message citizen">
      <div className="bubble">
        <span className="visually-hidden">{TEXTS.speakerCitizen}</span>
        {entry.text}
        {entry.files.length > 0 && <span className="sent-files">{TEXTS.files.sent(entry.files)}</span>}
      </div>
      {delivery === 'failed' && clientActivityID !== null ? (
        <button type="button" className="resend" onClick={() => onResend(clientActivityID)}>
          {TEXTS.delivery.failed}
        </button>
      ) : (
        <span className="meta">
          <time dateTime={new Date(entry.atMs).toISOString()}>{timeWord(entry.atMs)}</time> {TEXTS.delivery[delivery]}
        </span>
      )}
    </div>
  )
})
