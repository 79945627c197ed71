import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type Activity, hotlineOf, isFromCitizen } from '../../../web/direct-line/index.ts'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ARGS })

/** A citizen's phone with the page open: what is on it, and what came over its wire. */
export class Phone {
  readonly page: Page
  /** Bot messages in order of arrival, over all loads of the page, each once. */
  readonly heard: Activity[] = []
  readonly problems: string[] = []
  readonly titles = new Set<string>()
  readonly foreign: string[] = []

  private constructor(page: Page, origin: string) {
    this.page = page
    const host = new URL(origin).host
    page.on('websocket', socket => socket.on('framereceived', ({ payload }) => this.#hear(String(payload))))
    page.on('pageerror', error => this.problems.push(error.message))
    page.on('console', message => {
      // A first visit has no conversation to come back to, and being offline fails calls: Chromium prints both.
      const isExpected = /status of (401|404)|ERR_INTERNET_DISCONNECTED|WebSocket connection/.test(message.text())
      if (message.type() === 'error' && !isExpected) this.problems.push(message.text())
    })
    page.on('request', request => {
      if (new URL(request.url()).host !== host) this.foreign.push(request.url())
    })
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Phone> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', ...options })
    const phone = new Phone(await context.newPage(), url)
    await phone.page.goto(url)
    await phone.page.getByText('这里是文旅热线助手').first().waitFor()
    return phone
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  #hear(payload: string): void {
    if (payload === '') return
    const { activities = [] } = JSON.parse(payload) as { activities?: Activity[] }
    for (const activity of activities) {
      if (activity.type !== 'message' || isFromCitizen(activity)) continue
      if (!this.heard.some(({ id }) => id === activity.id)) this.heard.push(activity)
    }
  }

  get asks(): string | null {
    const last = this.heard.at(-1)
    return (last && hotlineOf(last)?.asks) ?? null
  }

  get filed() {
    return this.heard.flatMap(activity => hotlineOf(activity)?.filed ?? [])
  }

  /** Types and sends, and waits until the bot has said something and is quiet. */
  async say(text: string): Promise<void> {
    const before = this.heard.length
    await this.page.getByLabel('请写下您的情况').fill(text)
    await this.page.getByRole('button', { name: '发送' }).click()
    await this.answered(before)
  }

  async answered(before: number): Promise<void> {
    const endMs = Date.now() + 15_000
    for (let count = before, quietMs = 0; quietMs < 500; ) {
      await this.page.waitForTimeout(50)
      quietMs = this.heard.length > before && this.heard.length === count ? quietMs + 50 : 0
      count = this.heard.length
      if (Date.now() > endMs) throw new Error(`no answer on the page after ${this.heard.at(-1)?.text}`)
    }
    this.titles.add(await this.page.title())
  }

  /** The bubbles, top to bottom, without times and delivery. */
  async bubbles(): Promise<string[]> {
    return await this.page.locator('.message .bubble').allInnerTexts()
  }
}
