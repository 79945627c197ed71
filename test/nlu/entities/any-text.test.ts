import assert from 'node:assert/strict'
import { extractAll } from '../../../nlu/entities/index.ts'
import { normaliseText } from '../../../nlu/normalise/normalised-text.ts'
import { NOW, read } from './reading.ts'

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const PIECES =
  '10 一 三 年 月 日 号 点 半 分 元 块 万 千 百 -  到 至 上周 昨天 晚上 国庆 期间 前 后 旅行社 酒店 网吧 路 街 12号 县 镇 丽江 古城区 我叫 导游 退 赔 不要 匿名 @ . , ， 。 “ ” ( ) a Z xx 138 0000 1200 𠮷 😀 \u200b \n 电话 订单 云P 每 个 人 小时 的 了 在'.split(
    ' '
  )

function randomText(next: () => number, length: number): string {
  let text = ''
  while (text.length < length)
    text +=
      next() < 0.8 ? PIECES[Math.floor(next() * PIECES.length)]! : String.fromCharCode(Math.floor(next() * 0xffff))
  return text.slice(0, length)
}

function checkOffsets(text: string): void {
  const { entities, claims, wishes } = read(text)
  for (const { start, end, text: slice, confidence } of entities) {
    assert.ok(start >= 0 && start < end && end <= text.length, `${start} to ${end} of ${text.length}`)
    assert.equal(text.slice(start, end), slice)
    assert.ok(confidence > 0 && confidence <= 1)
  }
  for (const span of [...claims, ...Object.values(wishes)])
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length)
  for (const type of new Set(entities.map(entity => entity.type))) {
    const own = entities.filter(entity => entity.type === type)
    for (let i = 1; i < own.length; i++)
      assert.ok(own[i]!.start >= own[i - 1]!.end, `${type} overlap at ${own[i]!.start}`)
  }
}

function checkFits(
  entities: readonly { start: number; end: number; text: string }[],
  raw: string,
  piece: string
): void {
  for (const { start, end, text } of entities) assert.equal(raw.slice(start, end), text, piece)
}

describe('nlu/entities: any text', () => {
  it('gives raw offsets that fit, without overlaps in a type, for 400 random texts', () => {
    const next = random(20261123)
    for (let i = 0; i < 400; i++) checkOffsets(randomText(next, 1 + Math.floor(next() * 200)))
  })

  it('never throws on lone surrogates, controls and empty texts', () => {
    for (const text of ['', ' ', '\ud800', '\udc00\ud800', '\0\u0001', '\u200b'.repeat(50), '￿', '𠮷𠮷旅行社'])
      checkOffsets(text)
  })

  it('reads 10,000 characters of hostile repetition within bounds', () => {
    const context = { now: new Date(NOW), offsetMinutes: 480 }
    for (const piece of [
      '1',
      '一',
      '1.',
      '1,000',
      '年',
      '年月日',
      '到',
      '1到',
      '旅行社',
      '和',
      '(',
      '“',
      'a',
      'a.',
      'a@',
      '0-',
      '138 ',
      '退',
      '要求',
      '我叫',
      '路',
      '县',
      '店名',
      '半个',
      '公司',
      '上',
      '周',
      '8点',
      'L-',
      '不要',
      '姓'
    ]) {
      const source = normaliseText(piece.repeat(10_000 / piece.length))
      // Quadratic reading would need minutes here and meet the test's own limit; speed itself is measured in the bench.
      checkFits(extractAll(source, context).entities, source.raw, piece)
    }
  }).timeout(60_000)
})
