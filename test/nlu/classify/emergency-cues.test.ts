import assert from 'node:assert/strict'
import { readDanger } from '../../../nlu/classify/emergency-cues.ts'

describe('danger read off a text', () => {
  for (const text of ['救命', '救命啊!有没有人', '快叫救护车!', '警察!快!', '119!快来'])
    it(`takes "${text}" for a cry for help`, () => assert.equal(readDanger(text).isCry, true))

  for (const text of ['救命啊谁设计的厕所', '120', '快来人,这边要付款', '救护车进得去古城吗', '报警电话多少'])
    it(`takes "${text}" for no mere cry`, () => assert.equal(readDanger(text).isCry, false))

  it('hears a spooked horse, a car in a ravine, a mountain coming down', () => {
    assert.deepEqual(
      readDanger('马惊了').events.map(event => event.reason),
      ['fall']
    )
    assert.ok(readDanger('我们车掉崖下了').words.includes('crash'))
    assert.ok(readDanger('山崩了').words.includes('collapse'))
    assert.ok(readDanger('有人在水里').words.includes('drown'))
  })

  it('hears nothing in figures of speech', () => {
    for (const text of ['我火冒三丈', '打死我也不会再来', '筏子漏气'])
      assert.deepEqual(readDanger(text).events, [], text)
  })

  it('stays quick on a long cry', () => {
    assert.equal(readDanger('快来'.repeat(5000)).isCry, false)
  })
})
