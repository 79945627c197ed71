import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ChatStore } from '../store/chat-store.ts'
import { keepLargeType, readLargeType } from '../store/large-type.ts'
import { entriesOf } from '../store/transcript.ts'
import type { TextStore } from '../store/unsent.ts'
import { TEXTS } from '../texts.ts'
import { Choices } from './choices.tsx'
import { Composer } from './composer.tsx'
import { Header } from './header.tsx'
import { Log } from './log.tsx'
import { Privacy } from './privacy.tsx'
import { Progress } from './progress.tsx'

interface AppProps {
  store: ChatStore
  settings: TextStore | null
}

function useLargeType(settings: TextStore | null) {
  const [isLarge, setLarge] = useState(() => readLargeType(settings))
  useEffect(() => {
    document.documentElement.classList.toggle('large-type', isLarge)
  }, [isLarge])
  const change = (isOn: boolean) => {
    keepLargeType(settings, isOn)
    setLarge(isOn)
  }
  return [isLarge, change] as const
}

export function App({ store, settings }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState)
  const { connection, transcript, choices, isTyping, isCaughtUp, unreadCount, files } = state
  const [isLarge, setLarge] = useLargeType(settings)
  const input = useRef<HTMLTextAreaElement>(null)
  const resend = useCallback((id: string) => store.resend(id), [store])

  useEffect(() => {
    // Never what was said: titles are seen over shoulders and kept in histories.
    document.title = unreadCount > 0 ? TEXTS.titleUnread : TEXTS.title
  }, [unreadCount])

  const choose = (text: string, byKeyboard: boolean) => {
    store.say(text)
    if (byKeyboard) input.current?.focus()
  }
  return (
    <div className="page">
      <a className="skip" href="#composer">
        {TEXTS.skipToComposer}
      </a>
      <Header isLarge={isLarge} onLarge={setLarge} onPerson={() => store.say(TEXTS.personSays)} />
      <Progress draft={transcript.draft} />
      <div role="status" className="connection">
        {(connection === 'connecting' || connection === 'waiting') && (
          <p className="connection-note">{TEXTS.connection[connection]}</p>
        )}
      </div>
      <Log
        entries={entriesOf(transcript)}
        isBusy={!isCaughtUp}
        isTyping={isTyping}
        nowMs={Date.now()}
        onResend={resend}
      >
        <Choices choices={choices} onSay={choose} />
      </Log>
      <footer className="footer">
        <Composer
          onSay={text => store.say(text)}
          files={files}
          onFiles={chosen => store.addFiles(chosen)}
          onRemoveFile={id => store.removeFile(id)}
          inputRef={input}
        />
        <Privacy onStartOver={() => store.startOver()} />
      </footer>
    </div>
  )
}
