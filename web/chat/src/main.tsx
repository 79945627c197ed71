import { createRoot } from 'react-dom/client'
import { DirectLineClient } from '../../direct-line/index.ts'
import { openBrowserSocket } from './browser-socket.ts'
import { ChatStore } from './store/chat-store.ts'
import { browserFiles } from './store/file-keeper.ts'
import { type TextStore, Unsent } from './store/unsent.ts'
import './styles/base.css'
import './styles/frame.css'
import './styles/messages.css'
import './styles/controls.css'
import { App } from './ui/app.tsx'

/** Reading the property itself throws where storage is forbidden. */
function storageOrNull(which: 'localStorage' | 'sessionStorage'): TextStore | null {
  try {
    return window[which]
  } catch {
    return null
  }
}

/** crypto.randomUUID is missing on pages without TLS (a town hall's closed network). */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

const now = () => Date.now()
const store = new ChatStore({
  unsent: new Unsent(storageOrNull('sessionStorage')),
  now,
  newId,
  isHidden: () => document.hidden,
  typingMs: 20_000
})
const client = new DirectLineClient(
  {
    baseUrl: window.location.origin,
    fetch: (url, init) => window.fetch(url, init),
    openSocket: 'WebSocket' in window ? openBrowserSocket : null,
    canResume: true,
    keeper: 'indexedDB' in window ? browserFiles : null,
    now
  },
  store.events
)
store.connect(client)
client.start()
window.addEventListener('online', () => client.nudge())
window.addEventListener('offline', () => client.nudge())
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  store.markRead()
  client.nudge()
})

const container = document.getElementById('app')
if (container) createRoot(container).render(<App store={store} settings={storageOrNull('localStorage')} />)
