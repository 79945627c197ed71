import assert from 'node:assert/strict'
import { ChatStore } from '../../../../web/chat/src/store/chat-store.ts'
import { entriesOf } from '../../../../web/chat/src/store/transcript.ts'
import { type TextStore, Unsent } from '../../../../web/chat/src/store/unsent.ts'
import { DirectLineClient, type Fetch } from '../../../../web/direct-line/index.ts'
import { FakeDirectLine } from '../../../fakes/direct-line-server.ts'
import { browserFetch, openSocket } from '../../direct-line/node-client.ts'

class Tab implements TextStore {
  readonly items = new Map<string, string>()
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}

describe('web/chat: store of the page', () => {
  let server: FakeDirectLine
  let opened: DirectLineClient[]
  let ids = 0

  /** Loads the page in a tab of a browser (`fetch` holds its cookies). */
  function load(tab: TextStore | null, fetch: Fetch, isHidden = () => false) {
    const store = new ChatStore({
      unsent: new Unsent(tab),
      now: () => Date.now(),
      newId: () => `c${++ids}`,
      isHidden,
      typingMs: 40
    })
    const timing = { backOffFirstMs: 10, backOffMaxMs: 30, pollMs: 20, socketOpenMs: 200, sendForMs: 60 }
    const client = new DirectLineClient(
      { baseUrl: server.url, fetch, openSocket, canResume: true, now: () => Date.now(), timing },
      store.events
    )
    opened.push(client)
    store.connect(client)
    client.start()
    const texts = () => entriesOf(store.getState().transcript).map(entry => (entry.kind === 'note' ? '—' : entry.text))
    const until = async (holds: () => boolean) => {
      for (const endMs = Date.now() + 2000; !holds(); await new Promise(resolve => setTimeout(resolve, 5))) {
        assert.ok(Date.now() < endMs, `never came: ${holds}; there is ${texts().join(' | ')}`)
      }
    }
    return { store, client, texts, until }
  }

  beforeEach(async () => {
    opened = []
    const choices = {
      suggestedActions: {
        actions: [
          { type: 'imBack', title: '我要举报', value: '我要举报' },
          { type: 'imBack', title: '问政策', value: '问政策' }
        ]
      }
    }
    server = await new FakeDirectLine(text => [{ text: `回:${text}` }], { text: '您好', ...choices }).listen()
  })
  afterEach(async () => {
    for (const client of opened) client.close()
    await server.close()
  })

  it('after a reload shows the same talk, nothing lost and nothing doubled', async () => {
    const [tab, fetch] = [new Tab(), browserFetch()]
    const first = load(tab, fetch)
    await first.until(() => first.store.getState().isCaughtUp)
    first.store.say('退钱')
    await first.until(() => first.texts().includes('回:退钱'))
    first.client.close()
    const second = load(tab, fetch)
    await second.until(() => second.store.getState().isCaughtUp)
    assert.deepEqual(second.texts(), ['您好', '退钱', '回:退钱'])
  })

  it('sends what a reload interrupted, under the same id, so that the server has it once', async () => {
    const [tab, fetch] = [new Tab(), browserFetch()]
    const first = load(tab, fetch)
    await first.until(() => first.store.getState().isCaughtUp)
    // Stored, but the page goes away before it hears so.
    server.faults.loseAnswers = 99
    server.faults.silentSocket = true
    first.store.say('退钱')
    await first.until(() => server.only.activities.some(({ text }) => text === '退钱'))
    first.client.close()
    assert.match(tab.getItem('hotline.unsent') ?? '', /退钱/)
    server.faults.loseAnswers = 0
    server.faults.silentSocket = false
    const second = load(tab, fetch)
    await second.until(() => second.texts().includes('回:退钱'))
    await second.until(() => tab.items.size === 0)
    assert.deepEqual(second.texts(), ['您好', '退钱', '回:退钱'])
    assert.equal(server.only.activities.filter(({ text }) => text === '退钱').length, 1)
  })

  it('keeps nothing of the talk in the tab once it is delivered', async () => {
    const tab = new Tab()
    const { store, until, texts } = load(tab, browserFetch())
    await until(() => store.getState().isCaughtUp)
    store.say('电话13800001234')
    await until(() => texts().length === 3)
    assert.equal(tab.items.size, 0)
  })

  it('shows a message as failed while the server is away and delivers it when it is back', async () => {
    const { store, until, texts } = load(new Tab(), browserFetch())
    await until(() => store.getState().isCaughtUp)
    server.faults.down = true
    server.dropSockets()
    store.say('还在吗')
    const delivery = () =>
      entriesOf(store.getState().transcript).flatMap(entry => (entry.kind === 'citizen' ? [entry.delivery] : []))
    await until(() => delivery()[0] === 'failed')
    assert.equal(store.getState().connection, 'waiting')
    server.faults.down = false
    await until(() => texts().includes('回:还在吗'))
    assert.deepEqual(delivery(), ['delivered'])
  })

  it('takes the number of a choice for the choice, and other numbers for themselves', async () => {
    const { store, until, texts } = load(new Tab(), browserFetch())
    await until(() => store.getState().choices.length === 2)
    assert.deepEqual(
      store.getState().choices.map(({ number }) => number),
      [1, 2]
    )
    store.say(' 2 ')
    await until(() => texts().length === 3)
    store.say('2')
    await until(() => texts().length === 5)
    assert.deepEqual(texts(), ['您好', '问政策', '回:问政策', '2', '回:2'])
  })

  it('says nothing when nothing is written', () => {
    const { store, texts } = load(new Tab(), browserFetch())
    assert.equal(store.say(' \n '), false)
    assert.deepEqual(texts(), [])
  })

  it('starting over clears page and tab, and begins another conversation', async () => {
    const tab = new Tab()
    const { store, until, texts } = load(tab, browserFetch())
    await until(() => store.getState().isCaughtUp)
    store.say('私事')
    await until(() => texts().includes('回:私事'))
    await store.startOver()
    await until(() => texts().includes('您好'))
    assert.deepEqual(texts(), ['您好'])
    assert.equal(tab.items.size, 0)
    assert.equal(server.conversations.size, 2)
  })

  it('counts what came while the page was out of sight, not what was there before', async () => {
    const { store, until, texts } = load(new Tab(), browserFetch(), () => true)
    await until(() => store.getState().isCaughtUp && store.getState().connection === 'live')
    assert.equal(store.getState().unreadCount, 0)
    server.say(server.only, { text: '工单已受理' })
    await until(() => texts().includes('工单已受理'))
    assert.equal(store.getState().unreadCount, 1)
    store.markRead()
    assert.equal(store.getState().unreadCount, 0)
  })

  it('lets the dots end by themselves', async () => {
    const { store, until } = load(null, browserFetch())
    await until(() => store.getState().connection === 'live')
    const [conversation] = server.conversations.values()
    assert.ok(conversation)
    server.say(conversation, { type: 'typing', text: '' })
    await until(() => store.getState().isTyping)
    await until(() => !store.getState().isTyping)
  })

  it('works where the browser forbids storage', async () => {
    const forbidden: TextStore = {
      getItem: () => assert.fail('forbidden'),
      setItem: () => assert.fail('forbidden'),
      removeItem: () => assert.fail('forbidden')
    }
    const { store, until, texts } = load(forbidden, browserFetch())
    await until(() => store.getState().isCaughtUp)
    store.say('在吗')
    await until(() => texts().includes('回:在吗'))
  })
})
