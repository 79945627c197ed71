import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Entry } from '../store/transcript.ts'
import { TEXTS } from '../texts.ts'
import { dayWord, isNewDay } from './days.ts'
import { BotMessage, CitizenMessage } from './message.tsx'

/** Nearer than this to the end counts as reading along. */
const NEAR_END_PX = 120
const NEWS_MARGIN_PX = 8

interface LogProps {
  entries: readonly Entry[]
  isBusy: boolean
  isTyping: boolean
  nowMs: number
  onResend: (clientActivityID: string) => void
  /** What stands below the last message. */
  children: ReactNode
}

function TypingDots() {
  return (
    <div className="message bot">
      <div className="bubble typing">
        <span className="visually-hidden">{TEXTS.typing}</span>
        <i aria-hidden="true" />
        <i aria-hidden="true" />
        <i aria-hidden="true" />
      </div>
    </div>
  )
}

function EntryView({ entry, onResend }: { entry: Entry; onResend: LogProps['onResend'] }) {
  if (entry.kind === 'citizen') return <CitizenMessage entry={entry} onResend={onResend} />
  if (entry.kind === 'bot') return <BotMessage entry={entry} />
  return <p className="note">{TEXTS.newConversation}</p>
}

/**
 * Keeps news in view for who reads along: the end of the log, but never past the beginning of what the bot just said.
 * Who has scrolled back is told that there is news instead.
 */
function useFollowing(entries: readonly Entry[], isTyping: boolean, isBusy: boolean) {
  const scroller = useRef<HTMLElement>(null)
  const log = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const ownScrollTop = useRef(-1)
  const seenCount = useRef(0)
  const [hasNews, setNews] = useState(false)

  const scrollTo = (top: number) => {
    const box = scroller.current
    if (!box) return
    box.scrollTop = top
    ownScrollTop.current = box.scrollTop
    isFollowing.current = true
    setNews(false)
  }
  const toEnd = () => scrollTo(scroller.current?.scrollHeight ?? 0)
  const toNews = (firstNewKey: string | undefined) => {
    const box = scroller.current
    const first = [...(log.current?.children ?? [])].find(child => child.getAttribute('data-key') === firstNewKey)
    if (!box || !first) return toEnd()
    const firstTop = first.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop
    scrollTo(Math.min(box.scrollHeight, firstTop - NEWS_MARGIN_PX))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view moves when an entry or the dots come or go
  useEffect(() => {
    const news = entries.slice(seenCount.current)
    seenCount.current = entries.length
    const last = entries.at(-1)
    if (isBusy || last?.kind === 'citizen') toEnd()
    else if (isFollowing.current) toNews(news.find(({ kind }) => kind === 'bot')?.key)
    else if (news.some(({ kind }) => kind === 'bot')) setNews(true)
  }, [entries.at(-1)?.key, entries.length, isTyping, isBusy])
  const onScroll = () => {
    const box = scroller.current
    if (!box || Math.abs(box.scrollTop - ownScrollTop.current) < 2) return
    isFollowing.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX
    if (isFollowing.current) setNews(false)
  }
  useEffect(() => {
    // Turning the phone or its keyboard changes the height; the end stays in view.
    const follow = () => {
      const box = scroller.current
      if (box && isFollowing.current) box.scrollTop = ownScrollTop.current = box.scrollHeight
    }
    window.addEventListener('resize', follow)
    return () => window.removeEventListener('resize', follow)
  }, [])
  return { scroller, log, onScroll, hasNews, toEnd }
}

export function Log({ entries, isBusy, isTyping, nowMs, onResend, children }: LogProps) {
  const { scroller, log, onScroll, hasNews, toEnd } = useFollowing(entries, isTyping, isBusy)
  return (
    <main className="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="log-scroller" ref={scroller} onScroll={onScroll} tabIndex={0} aria-label={TEXTS.log}>
        <div className="log" ref={log} role="log" aria-live="polite" aria-busy={isBusy}>
          {entries.map((entry, index) => (
            <Fragment key={entry.key}>
              {isNewDay(entry.atMs, entries[index - 1]?.atMs ?? null) && (
                <p className="day">{dayWord(entry.atMs, nowMs)}</p>
              )}
              <EntryView entry={entry} onResend={onResend} />
            </Fragment>
          ))}
        </div>
        {isTyping && <TypingDots />}
        {children}
      </section>
      {hasNews && (
        <button type="button" className="news" onClick={toEnd}>
          {TEXTS.newMessages}
        </button>
      )}
    </main>
  )
}
