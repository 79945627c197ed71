import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { type Instance, startInstance } from '../../../scripts/line/instance.ts'
import { arrivedOrders, shownOrder } from '../../../scripts/line/intake-orders.ts'
import { drawnJpeg, photoNumber, program } from '../../fakes/evidence-files.ts'
import { assertNothingPersonal, requestersInTests } from '../../log-watch/personal-data.ts'
import { buildPage } from '../../web/chat/build-page.ts'
import { audit } from './page-audit.ts'
import { openBrowser, Phone } from './phone.ts'

const STORY = '我要投诉康途旅行社,上周六丽江一日游,导游不让走,逼我买了3800的手镯,要求退钱,电话13800001234,姓王'
const ANSWERS: Record<string, string> = {
  kind: '只要退钱',
  choice: '只要退钱',
  place: '白沙镇去雪山路上的玉器店',
  consent: '同意',
  confirm: '确认提交',
  'contract.orderNo': '没有',
  'requester.anonymous': '不匿名'
}
const TURNS_MAX = 8

describe('files on the citizen’s page in a browser at phone size', function () {
  this.timeout(60_000)
  let browser: Browser
  let instance: Instance
  let phone: Phone

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
  beforeEach(async () => {
    phone = await Phone.open(browser, instance.url)
  })
  afterEach(async () => {
    // Chromium prints the refusal of a file
    const problems = phone.problems.filter(problem => !/status of 415/.test(problem))
    assert.deepEqual(problems, [], 'errors and policy violations in the console')
    await phone.close()
  })

  const choose = (...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
    phone.page.locator('input[type=file]').setInputFiles(files)
  const jpeg = (name: string, buffer = drawnJpeg()) => ({ name, mimeType: 'image/jpeg', buffer })
  const file = (name: string) => phone.page.locator('.file', { hasText: name })

  it('uploads a photo with its progress and a button to remove it, and the filed ticket carries it', async () => {
    const { page } = phone
    await phone.say(STORY)
    // held back, so that the progress is seen
    let release = () => {}
    const isReleased = new Promise<void>(resolve => {
      release = resolve
    })
    await page.route('**/api/chat/files/*', async route => {
      if (route.request().method() === 'PATCH') await isReleased
      await route.continue()
    })
    await choose(jpeg('小票.jpg'), jpeg('不要的.jpg', photoNumber(7)))
    await file('小票.jpg').getByText('正在上传 0%').waitFor()
    assert.equal(await file('小票.jpg').locator('progress').count(), 1)
    assert.equal(await page.getByRole('button', { name: '发送' }).isDisabled(), true, 'the words wait for their file')
    release()
    await file('小票.jpg')
      .getByText(/已上传/)
      .waitFor()
    await page.getByRole('button', { name: '去掉 不要的.jpg' }).click()
    await file('不要的.jpg').waitFor({ state: 'detached' })
    const { unnamed, small, faint, tight, duplicateIds, overflowPx } = await audit(page, 44)
    assert.deepEqual(
      { unnamed, small, faint, tight, duplicateIds, overflowPx },
      { unnamed: [], small: [], faint: [], tight: [], duplicateIds: [], overflowPx: 0 }
    )
    await phone.say('这是小票')
    assert.equal(await page.locator('.files').count(), 0)
    assert.equal(await page.locator('.sent-files', { hasText: '小票.jpg' }).count(), 1)
    for (let turns = 0; phone.filed.length === 0 && turns < TURNS_MAX; turns++)
      await phone.say(ANSWERS[phone.asks ?? ''] ?? '没有了')
    const intake = { url: instance.intakeUrl, sandboxPort: 0, appId: 'dev', secret: 'dev-secret' } as const
    const numbers = phone.filed.map(({ ticketNo }) => ticketNo)
    const orders = await arrivedOrders({ ...intake, algorithm: 'HMAC-SHA256' }, numbers)
    assert.ok(orders.length > 0, 'something was filed')
    for (const order of orders) {
      const lines = (await shownOrder(instance.intakeUrl, order?.workOrderNo ?? '')) ?? []
      assert.equal(lines.filter(line => /image\/jpeg,\d+ 字节/.test(line)).length, 1, lines.join('\n'))
    }
  })

  it('goes on with a file after a reload, and says why another is not taken', async () => {
    const { page } = phone
    await page.context().setOffline(true)
    await choose(jpeg('现场.jpg'))
    await file('现场.jpg')
      .getByText(/正在上传/)
      .waitFor()
    await page.waitForTimeout(300)
    await page.context().setOffline(false)
    await page.reload()
    await file('现场.jpg')
      .getByText(/已上传/)
      .waitFor()
    await choose(jpeg('假的.jpg', program()))
    await file('假的.jpg').getByText('文件名和内容对不上').waitFor()
    await page.getByRole('button', { name: '隐私说明' }).click()
    await page.getByRole('button', { name: /清除本页/ }).click()
    await page.locator('.files').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('这里是文旅热线助手').first().waitFor()
    await page.waitForTimeout(300)
    assert.equal(await page.locator('.file').count(), 0)
  })
})
