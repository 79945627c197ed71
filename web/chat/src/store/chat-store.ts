import {
  type Choice,
  type ClientEvents,
  type ConnectionState,
  type Delivery,
  type DirectLineClient,
  type FileUploader,
  type FileView,
  typedChoice
} from '../../../direct-line/index.ts'
import {
  addActivities,
  addOutgoing,
  beginAnew,
  EMPTY_TRANSCRIPT,
  isAwaitingReply,
  openChoices,
  setDelivery,
  type Transcript
} from './transcript.ts'
import type { Unsent } from './unsent.ts'

export interface ChatState {
  transcript: Transcript
  connection: ConnectionState
  /** False until what was said before is on the page. */
  isCaughtUp: boolean
  choices: Choice[]
  isTyping: boolean
  /** Bot messages that came while the page was out of sight. */
  unreadCount: number
  /** Files for the next message. */
  files: FileView[]
}

type Client = Pick<DirectLineClient, 'send' | 'resend' | 'restart'> & {
  files: Pick<FileUploader, 'add' | 'remove' | 'take'>
}

export interface ChatStoreOptions {
  unsent: Unsent
  now: () => number
  newId: () => string
  /** Is the page out of sight? */
  isHidden: () => boolean
  /** The dots end by themselves after this; a queue at the human desk may last longer than anyone watches dots. */
  typingMs: number
}

const INITIAL: ChatState = {
  transcript: EMPTY_TRANSCRIPT,
  connection: 'connecting',
  isCaughtUp: false,
  choices: [],
  isTyping: false,
  unreadCount: 0,
  files: []
}

/** What the page shows, kept apart from how. Listeners are told after each change. */
export class ChatStore {
  readonly #options: ChatStoreOptions
  readonly #listeners = new Set<() => void>()
  #state = INITIAL
  #client: Client | null = null
  #typingTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ChatStoreOptions) {
    this.#options = options
  }

  readonly getState = (): ChatState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What the client is to tell this store. */
  readonly events: ClientEvents = {
    onState: connection => this.#set({ connection }),
    onActivities: activities => {
      const { now, isHidden } = this.#options
      const before = this.#state.transcript
      const transcript = addActivities(before, activities, now())
      const newFromBot = transcript.confirmed.slice(before.confirmed.length).filter(({ kind }) => kind === 'bot').length
      const isNews = this.#state.isCaughtUp && isHidden()
      this.#setTranscript(transcript, isNews ? { unreadCount: this.#state.unreadCount + newFromBot } : {})
    },
    onCaughtUp: () => this.#set({ isCaughtUp: true }),
    onConversation: (conversationId, replaces) => {
      if (replaces !== null) {
        this.#setTranscript(beginAnew(this.#state.transcript, conversationId, this.#options.now()))
      }
    },
    onFiles: files => this.#set({ files }),
    onDelivery: (clientActivityID, delivery) => this.#onDelivery(clientActivityID, delivery)
  }

  /** Takes the client and sends what an earlier load of the page could not. */
  connect(client: Client): void {
    this.#client = client
    for (const outgoing of this.#options.unsent.all()) {
      this.#setTranscript(addOutgoing(this.#state.transcript, outgoing, this.#options.now()))
      client.send(outgoing)
    }
  }

  /** Says what was typed; the number of an open choice stands for it. Nothing but spaces says nothing. */
  say(typed: string): boolean {
    const text = (typedChoice(typed, this.#state.choices) ?? typed).trim()
    const isFilesOnly = text === '' && this.#state.files.some(({ state }) => state === 'whole')
    if ((text === '' && !isFilesOnly) || !this.#client) return false
    const attachments = this.#client.files.take()
    const outgoing = {
      clientActivityID: this.#options.newId(),
      text,
      ...(attachments.length > 0 && { attachments })
    }
    this.#options.unsent.add(outgoing)
    this.#setTranscript(addOutgoing(this.#state.transcript, outgoing, this.#options.now()))
    this.#client.send(outgoing)
    return true
  }

  addFiles(files: readonly File[]): void {
    for (const file of files) this.#client?.files.add(this.#options.newId(), file.name, file)
  }

  removeFile(id: string): void {
    this.#client?.files.remove(id)
  }

  resend(clientActivityID: string): void {
    this.#client?.resend(clientActivityID)
  }

  /** Forgets what is on the page and begins a new conversation. Rejects where the server can't be reached. */
  async startOver(): Promise<void> {
    await this.#client?.restart()
    this.#options.unsent.clear()
    this.#setTranscript({ ...EMPTY_TRANSCRIPT, confirmed: this.#ofThisConversation() })
  }

  markRead(): void {
    if (this.#state.unreadCount > 0) this.#set({ unreadCount: 0 })
  }

  #ofThisConversation(): Transcript['confirmed'] {
    const { confirmed } = this.#state.transcript
    return confirmed.slice(confirmed.map(({ kind }) => kind).lastIndexOf('note') + 1)
  }

  #onDelivery(clientActivityID: string, delivery: Delivery): void {
    if (delivery === 'delivered') this.#options.unsent.remove(clientActivityID)
    this.#setTranscript(setDelivery(this.#state.transcript, clientActivityID, delivery))
  }

  #setTranscript(transcript: Transcript, more: Partial<ChatState> = {}): void {
    const isTyping = transcript.isBotTyping || isAwaitingReply(transcript)
    clearTimeout(this.#typingTimer)
    if (isTyping) this.#typingTimer = setTimeout(() => this.#set({ isTyping: false }), this.#options.typingMs)
    this.#set({ transcript, choices: openChoices(transcript), isTyping, ...more })
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
