import assert from 'node:assert/strict'
import { normaliseText } from '../../../nlu/normalise/normalised-text.ts'

const textOf = (raw: string) => normaliseText(raw).text

/** What a word of the normalised text was typed as. */
function typedAs(raw: string, word: string): string {
  const source = normaliseText(raw)
  const start = source.text.indexOf(word)
  assert.ok(start >= 0, `"${word}" is not in "${source.text}"`)
  const span = source.toRaw(start, start + word.length)
  return raw.slice(span.start, span.end)
}

describe('normalised text', () => {
  it('writes full-width letters, digits and marks in half width', () => {
    assert.equal(textOf('ＫＴＶ　８：３０，退５００元！（急）'), 'KTV 8:30,退500元!(急)')
  })

  it('keeps a full-width comma between digits, which separates clauses and not thousands', () => {
    assert.equal(textOf('收了50，300多人'), '收了50，300多人')
    assert.equal(textOf('1,150元'), '1,150元')
  })

  it('drops invisible characters and makes repeated marks and blanks single', () => {
    assert.equal(textOf('退\u200b款！！！  快。。。\ufeff'), '退款! 快。')
  })

  it('turns emoji into a blank, also those of several code points', () => {
    assert.equal(textOf('好的👨‍👩‍👧吧').trim(), '好的 吧')
  })

  it('writes Traditional characters as simplified ones and leaves 乾隆 and 著名 alone', () => {
    assert.equal(textOf('導遊強制購物'), '导游强制购物')
    assert.equal(textOf('乾隆年間的著名戲臺'), '乾隆年间的著名戏台')
    assert.equal(textOf('客棧著火了'), '客栈着火了')
  })

  it('repairs homophone and look-alike typos of domain words', () => {
    assert.equal(textOf('我要投拆这家宾官'), '我要投诉这家宾馆')
    assert.equal(textOf('倒游强至购物'), '导游强制购物')
    assert.equal(textOf('云帆旅形社'), '云帆旅行社')
    assert.equal(textOf('快叫救户车'), '快叫救护车')
  })

  it('leaves good Chinese alone that sounds like a domain word', () => {
    for (const text of [
      '晚上九点到有人的地方',
      '我女友',
      '他把伞倒着游泳',
      '旋转飞椅',
      '加强文化管控',
      'KTV陪唱',
      '房价太高'
    ])
      assert.equal(textOf(text), text)
  })

  it('writes pinyin of domain words and of spoken sentences as Chinese', () => {
    assert.equal(textOf('daoyou qiangzhi gouwu'), '导游强制购物')
    assert.equal(textOf('wo yao tousu'), '我要投诉')
    assert.equal(textOf('储物gui坏了，赔我2000kuai'), '储物柜坏了,赔我2000块')
  })

  it('leaves addresses, abbreviations and English words as they are', () => {
    for (const text of ['abc@qq.com', 'https://lvyou.com/daoyou', 'KTV', 'WiFi', 'hello', 'WL20261103000018'])
      assert.equal(textOf(text), text)
  })

  it('rewrites dialect words but not the words that contain them', () => {
    assert.equal(textOf('阿拉勿要，侬退铜钿'), '我们不要,你退钱')
    assert.equal(textOf('今天再克就关门喽'), '今天再去就关门了')
    assert.equal(textOf('去阿拉善买300克巧克力'), '去阿拉善买300克巧克力')
  })

  it('leads every normalised word back to what was typed for it', () => {
    assert.equal(typedAs('我在宾官丢了箱子', '宾馆'), '宾官')
    assert.equal(typedAs('某zhibo间卖daoban书', '直播间'), 'zhibo间')
    assert.equal(typedAs('俺娘被野狗咬嘞', '我'), '俺')
    assert.equal(typedAs('昨晚８：３０到店', '8:30'), '８：３０')
    assert.equal(typedAs('👍🏽好的呀', '好的'), '好的')
    assert.equal(typedAs('退\u200b款', '退款'), '退\u200b款')
  })

  it('keeps offsets inside the text and tokens without gaps for whatever is typed', () => {
    const pieces = [
      '導遊',
      'qiangzhi',
      '👩‍🦽',
      '！！！',
      ' ',
      '３８０',
      '宾官',
      'é',
      '𠮷',
      '①',
      '\n',
      '搞哪样',
      '…',
      '\u200b'
    ]
    for (let n = 0; n < 300; n++) {
      const raw = Array.from({ length: 1 + (n % 7) }, (_, i) => pieces[(n * 7 + i * (n + 3)) % pieces.length]).join('')
      const source = normaliseText(raw)
      let at = 0
      let rawAt = 0
      for (const token of source.tokens) {
        assert.equal(token.start, at, raw)
        assert.equal(token.text, source.text.slice(token.start, token.end))
        const span = source.toRaw(token.start, token.end)
        assert.ok(span.start <= span.end && span.end <= raw.length, raw)
        assert.ok(span.start >= rawAt || span.end >= rawAt, raw)
        rawAt = span.start
        at = token.end
      }
      assert.equal(at, source.text.length)
    }
  })
})
