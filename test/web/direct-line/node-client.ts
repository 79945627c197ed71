import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import {
  type Activity,
  type ConnectionState,
  type Delivery,
  DirectLineClient,
  type Fetch,
  type OpenSocket
} from '../../../web/direct-line/index.ts'

export const openSocket: OpenSocket = (url, listener) => {
  const ws = new WebSocket(url)
  ws.on('open', () => listener.opened())
  ws.on('message', data => listener.received(String(data)))
  // 'close' follows every 'error'.
  ws.on('error', () => {})
  ws.on('close', () => listener.closed())
  return { send: data => ws.readyState === WebSocket.OPEN && ws.send(data), close: () => ws.terminate() }
}

/** fetch with a browser's cookie jar (one origin). */
export function browserFetch(): Fetch {
  let cookie = ''
  return async (url, init) => {
    const response = await fetch(url, { ...init, headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return response
  }
}

/** A client and all that it told. */
export function listeningClient(baseUrl: string, options: { poll?: boolean; fetch?: Fetch } = {}) {
  const heard: Activity[] = []
  const states: ConnectionState[] = []
  const deliveries: [string, Delivery][] = []
  const conversations: { id: string; replaces: string | null }[] = []
  const client = new DirectLineClient(
    {
      baseUrl,
      fetch: options.fetch ?? browserFetch(),
      openSocket: options.poll ? null : openSocket,
      canResume: true,
      now: () => Date.now(),
      random: () => 0.5,
      timing: {
        socketOpenMs: 300,
        backOffFirstMs: 10,
        backOffMaxMs: 40,
        pollMs: 15,
        pollForMs: 150,
        echoMs: 60,
        sendForMs: 150
      }
    },
    {
      onActivities: activities => {
        heard.push(...activities)
      },
      onState: state => {
        states.push(state)
      },
      onCaughtUp: () => {},
      onConversation: (id, replaces) => {
        conversations.push({ id, replaces })
      },
      onDelivery: (id, delivery) => {
        deliveries.push([id, delivery])
      }
    }
  )
  client.start()
  return {
    client,
    states,
    conversations,
    heard,
    texts: () => heard.map(({ text }) => text),
    deliveryOf: (id: string) => deliveries.filter(([other]) => other === id).at(-1)?.[1],
    say: (text: string) => {
      const clientActivityID = randomUUID()
      client.send({ clientActivityID, text })
      return clientActivityID
    },
    /** Resolves when `holds` does; rejects after 2 s, saying what there is instead. */
    until: (holds: () => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const startedAt = Date.now()
        const timer = setInterval(() => {
          if (holds()) {
            clearInterval(timer)
            resolve()
          } else if (Date.now() - startedAt > 2000) {
            clearInterval(timer)
            reject(new Error(`never came: ${holds}; heard ${JSON.stringify(heard.map(a => a.text))}; ${states}`))
          }
        }, 5)
      })
  }
}
