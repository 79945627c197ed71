import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { type Instance, startInstance } from '../../../scripts/line/instance.ts'
import { arrivedOrders } from '../../../scripts/line/intake-orders.ts'
import { hotlineOf } from '../../../web/direct-line/index.ts'
import { assertNothingPersonal, requestersInTests } from '../../log-watch/personal-data.ts'
import { buildPage } from '../../web/chat/build-page.ts'
import { audit, focused } from './page-audit.ts'
import { openBrowser, Phone } from './phone.ts'

const STORY =
  '我上周六参加康途旅行社的丽江一日游,导游硬拉我们进玉器店,不买不让走,我花了3800买了个手镯,要求退钱,电话13800001234,姓王'
/** Paths that the story answers. */
const SAID = [
  'occurredAt',
  'respondent.name',
  'respondent',
  'claims',
  'amountInvolved',
  'requester.phone',
  'requester.name',
  'content'
]
const ANSWERS: Record<string, string> = {
  place: '白沙镇去雪山路上的玉器店',
  consent: '同意',
  confirm: '确认提交',
  choice: '两样都要',
  'contract.orderNo': '没有',
  'requester.anonymous': '不匿名'
}
const MORE_TURNS_MAX = 6

describe('the citizen’s page in a browser at phone size', function () {
  this.timeout(60_000)
  let browser: Browser
  let instance: Instance
  const phones: Phone[] = []
  const open = async (options: Parameters<typeof Phone.open>[2] = {}) => {
    const phone = await Phone.open(browser, instance.url, options)
    phones.push(phone)
    return phone
  }

  before(async () => {
    await buildPage(null)
    instance = await startInstance({ environment: { LOG_LEVEL: 'debug' } })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await instance?.stop()
    assertNothingPersonal(instance?.lines ?? [], requestersInTests())
  })
  afterEach(async () => {
    for (const phone of phones.splice(0)) {
      assert.deepEqual(phone.problems, [], 'errors and policy violations in the console')
      assert.deepEqual(phone.foreign, [], 'requests to elsewhere')
      for (const title of phone.titles) assert.match(title, /^(有新回复 · )?文旅热线助手$/)
      await phone.close()
    }
  })

  it('turns the story into two linked work orders in at most six more turns, asking nothing that was said', async () => {
    const phone = await open()
    await phone.say(STORY)
    let turns = 0
    for (; phone.filed.length === 0 && turns < MORE_TURNS_MAX; turns++) {
      const asks = phone.asks ?? ''
      assert.ok(!SAID.includes(asks), `asked again: ${asks}`)
      if (turns === 1) {
        const before = await phone.bubbles()
        await phone.page.reload()
        await phone.page.getByText('康途旅行社').first().waitFor()
        await phone.page.waitForTimeout(300)
        assert.deepEqual(await phone.bubbles(), before, 'the same talk after a reload')
      }
      await phone.say(ANSWERS[asks] ?? '没有了')
    }
    assert.deepEqual(phone.filed.map(({ kind }) => kind).sort(), ['complaint', 'report'])
    const url = instance.intakeUrl
    const intake = { url, sandboxPort: 0, appId: 'dev', secret: 'dev-secret', algorithm: 'HMAC-SHA256' } as const
    const orders = await arrivedOrders(
      intake,
      phone.filed.map(({ ticketNo }) => ticketNo)
    )
    assert.ok(
      orders.every(order => order !== null),
      'both lie at the intake'
    )
    for (const { ticketNo } of phone.filed) {
      const card = phone.page.locator('.ticket', { hasText: ticketNo.slice(10) })
      await card.getByRole('button', { name: '复制编号' }).click()
      await card.getByText(/已复制|没能复制/).waitFor()
    }
    assert.equal(await phone.page.locator('details.progress').count(), 0, 'nothing is being filled any more')
  })

  it('shows how far the filling is, in words', async () => {
    const phone = await open()
    await phone.say(STORY)
    const { draft } = hotlineOf(phone.heard.at(-1) ?? { type: '' }) ?? {}
    assert.ok(draft && draft.filled.length > 0)
    await phone.page.getByText(/正在为您填写/).click()
    assert.equal(await phone.page.locator('.filled li', { hasText: '对方是谁' }).count(), 1)
    assert.doesNotMatch((await phone.page.locator('.progress').textContent()) ?? '', /[a-z]{3}/, 'no field paths')
  })

  it('keeps what is said offline and delivers it once when the network is back', async () => {
    const phone = await open()
    await phone.page.context().setOffline(true)
    await phone.page.getByText(/连接断开了/).waitFor()
    const before = phone.heard.length
    await phone.page.getByLabel('请写下您的情况').fill('网吧让小学生上网,我要举报')
    await phone.page.keyboard.press('Enter')
    await phone.page.getByText('发送中').waitFor()
    await phone.page.context().setOffline(false)
    await phone.answered(before)
    assert.equal((await phone.bubbles()).filter(text => text.includes('网吧让小学生上网')).length, 1)
    assert.equal(await phone.page.getByText(/未送达/).count(), 0)
    await phone.page.getByText(/连接断开了/).waitFor({ state: 'detached' })
  })

  it('can be used by keyboard alone, and gives the focus back after a choice', async () => {
    const phone = await open()
    const { page } = phone
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), '跳到输入框')
    const order: string[] = []
    for (let tabs = 0; tabs < 14; tabs++) {
      await page.keyboard.press('Tab')
      order.push(await focused(page))
    }
    for (const control of ['长辈版', '人工', '隐私说明', 'TEXTAREA'])
      assert.ok(order.includes(control), `${control} in ${order}`)
    await page.locator('.choice', { hasText: '我要举报' }).focus()
    const before = phone.heard.length
    await page.keyboard.press('Enter')
    await phone.answered(before)
    assert.equal(await focused(page), 'TEXTAREA')
    await page.keyboard.type('网吧收留未成年人上网')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('昨天晚上')
    const again = phone.heard.length
    await page.keyboard.press('Enter')
    await phone.answered(again)
    await page.getByRole('button', { name: '隐私说明' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('does not send while an input method composes', async () => {
    const phone = await open()
    const input = phone.page.getByLabel('请写下您的情况')
    await input.fill('wangba')
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
    assert.equal(await input.inputValue(), 'wangba')
  })

  for (const isLarge of [false, true]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`is readable and tappable: ${isLarge ? '长辈版' : '普通版'}, ${colorScheme}`, async () => {
        const phone = await open({ colorScheme })
        if (isLarge) {
          await phone.page.getByRole('button', { name: '长辈版' }).click()
          await phone.page.reload()
          await phone.page.getByRole('button', { name: '普通版' }).waitFor()
        }
        await phone.say('同伴在虎跳峡摔了,在流血')
        assert.match(hotlineOf(phone.heard.at(-1) ?? { type: '' })?.replyId ?? '', /./)
        assert.equal(await phone.page.locator('a.call-button[href="tel:120"]').first().isVisible(), true)
        await phone.say(STORY)
        const found = await audit(phone.page, isLarge ? 60 : 44)
        const { unnamed, small, faint, tight, duplicateIds, overflowPx } = found
        assert.deepEqual(
          { unnamed, small, faint, tight, duplicateIds, overflowPx },
          { unnamed: [], small: [], faint: [], tight: [], duplicateIds: [], overflowPx: 0 }
        )
        assert.ok(found.textCount > 10 && found.controlCount > 5, JSON.stringify(found))
        assert.ok(found.bubbleTextPx >= (isLarge ? 24 : 16), `${found.bubbleTextPx} px`)
        assert.ok(found.smallestTextPx >= (isLarge ? 18 : 12), `${found.smallestTextPx} px`)
      })
    }
  }

  for (const isLarge of [false, true]) {
    it(`works at 200 % zoom on the phone${isLarge ? ' in 长辈版' : ''}: nothing is cut off, a person is one tap away`, async () => {
      const phone = await open({ viewport: { width: 195, height: 422 }, deviceScaleFactor: 2 })
      if (isLarge) await phone.page.getByRole('button', { name: '长辈版' }).click()
      await phone.say(STORY)
      const { overflowPx } = await audit(phone.page, 0)
      assert.equal(overflowPx, 0)
      for (const control of [
        phone.page.getByRole('button', { name: '转人工客服' }),
        phone.page.getByLabel('请写下您的情况'),
        phone.page.getByRole('button', { name: '发送' })
      ]) {
        const box = await control.boundingBox()
        assert.ok(box && box.y >= 0 && box.y + box.height <= 422 && box.x + box.width <= 195, JSON.stringify(box))
      }
      const log = await phone.page.locator('.log-scroller').boundingBox()
      assert.ok(log && log.height >= 120, `${log?.height} px for the talk`)
    })
  }

  it('announces messages politely, names its language, and moves nothing where motion is unwanted', async () => {
    const phone = await open({ reducedMotion: 'reduce' })
    const { page } = phone
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
    assert.equal(await page.getByRole('log').getAttribute('aria-live'), 'polite')
    assert.equal(await page.getByRole('log').getAttribute('aria-busy'), 'false')
    assert.equal(await page.locator('h1').count(), 1)
    assert.equal(await page.locator('header, main, footer').count(), 3)
    await page.getByLabel('请写下您的情况').fill('你好')
    await page.keyboard.press('Enter')
    const { endlessMotions } = await audit(page, 0)
    assert.equal(endlessMotions, 0)
  })

  it('clears page and conversation for the next person at a public computer', async () => {
    const phone = await open()
    await phone.say(STORY)
    await phone.page.getByRole('button', { name: '隐私说明' }).click()
    await phone.page.getByRole('button', { name: /清除本页/ }).click()
    await phone.page.getByText('康途旅行社').first().waitFor({ state: 'detached' })
    await phone.page.reload()
    await phone.page.getByText('这里是文旅热线助手').first().waitFor()
    assert.equal(await phone.page.getByText('康途旅行社').count(), 0)
  })

  it('brings a person with one tap', async () => {
    const phone = await open()
    const before = phone.heard.length
    await phone.page.getByRole('button', { name: '转人工客服' }).click()
    await phone.answered(before)
    assert.match(hotlineOf(phone.heard.at(-1) ?? { type: '' })?.replyId ?? '', /^handoff\./)
  })
})
