import assert from 'node:assert/strict'
import { maskText } from '../../core/masking.ts'

/** Each text must lose exactly the part in «». */
function masks(...marked: string[]): void {
  for (const text of marked) {
    assert.equal(maskText(text.replace(/[«»]/g, '')), text.replace(/«[^»]*»/g, '***'), text)
  }
}

function keeps(...texts: string[]): void {
  for (const text of texts) assert.equal(maskText(text), text)
}

describe('maskText', () => {
  it('masks mobile telephones however they are written', () => {
    masks(
      '«13800001234»',
      '我的电话是«138 0000 1234»,谢谢',
      '«138-0000-1234»',
      '«138.0000.1234»',
      '«138——0000——1234»',
      '«1380000 1234»',
      '«138 00001234»',
      '«1 3 8 0 0 0 0 1 2 3 4»',
      '«１３８００００１２３４»',
      '«１３８　００００　１２３４»',
      '«+86 138 0000 1234»',
      '«+8613800001234»',
      '«008613800001234»',
      '«8613800001234»',
      '«013800001234»',
      'tel«13800001234»qq',
      '«138\u200b0000\u200b1234»',
      '«一三八零零零零一二三四»',
      '«幺三八〇〇〇〇幺二三四»',
      '«13800001234»/«13900005678»',
      '手机(«138)0000(1234»)'
    )
  })

  it('masks landlines, extensions, foreign numbers, and short ones that are called a telephone', () => {
    masks(
      '«0888-5123456»',
      '«(0888)5123456»',
      '«（０８８８）５１２３４５６»',
      '«010 1234 5678»,',
      '«0888-5123456转801»',
      '«0888-5123456-801»',
      '«+1 415 555 0100»',
      '座机:«5123456»',
      '联系电话号码是«5123 456»',
      'phone: «51234567»'
    )
  })

  it('masks identity cards, passports and bank cards', () => {
    masks(
      '«530702199001011234»',
      '身份证号«53070219900101123X»。',
      '«53070219900101123x»',
      '«５３０７０２１９９００１０１１２３Ｘ»',
      '«530702 19900101 1234»',
      '«530702900101123»',
      '身份证:«123456789012345678»',
      '护照«E12345678»',
      '«H12345678»',
      '«6222 0212 3456 7890 128»',
      '«4111111111111111»'
    )
  })

  it('masks e-mail addresses, number plates and openids', () => {
    masks(
      '写信到«zhang.san+1@example.com.cn»吧',
      '«zhang＠example．com»',
      '车牌«云P12345»',
      '«云P·12345»',
      '«云p 1234学»',
      '«沪AD12345»',
      '«云 P-D1234A»',
      'openid «oGZUI0egBJY1zhBYw2KhdUfwVJJE»'
    )
  })

  it('masks credentials in headers, addresses and dumps', () => {
    masks(
      'Authorization: Bearer «abc.DEF-123_~+/=»',
      'basic «dXNlcjpwYXNz»',
      'GET /v3/directline/conversations/c1/stream?watermark=-&t=«Abc-1.2» HTTP/1.1',
      '/file?sig=«a%2Fb»&x=1',
      'token=«abc»; next',
      '{"token":"«abc»","secret":"«s p»'.replace(' p»', '»"}'),
      'client_secret=«abc»',
      'password: «hunter2»',
      'access_token=«61_abc»&openid=«oABC»',
      'session_key=«x==»',
      'jwt «eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoiZGxfMSJ9.c2lnbmF0dXJl»'
    )
  })

  it('masks the names that people tell of themselves', () => {
    masks(
      '我叫«王小明»,要投诉',
      '我叫«王小明»我要投诉',
      '你好我叫«李雷»电话«13800001234»',
      '我的名字叫«欧阳小明»。',
      '我叫«小王»,',
      '我叫«阿依古丽·买买提»',
      '我叫«Tom Smith»。',
      '我是«和志强»',
      '我是«张在明»,住古城',
      '本人«赵六»,女',
      '本人是«赵六»的邻居',
      '我姓«木»',
      '免贵姓«王»',
      '姓«欧阳,名小明»',
      '姓«王名小明»',
      '联系人:«李雷» «13800001234»',
      '联系人«李雷»',
      '姓名：«买买提»',
      '投诉人：«王小明»，男',
      '«王»女士,«13800001234»',
      '叫我«老李»就行',
      'my name is «John Smith»'
    )
  })

  it('leaves what the log is for: numbers of tickets and orders, times, ids, addresses of services', () => {
    keeps(
      'WL20261123000001',
      'ticket WL20261123138000 filed',
      '202611230000000001',
      '2026-11-23T10:00:00+08:00',
      '2026-11-23T02:00:00.123Z',
      '1795399200',
      '1795399200123',
      '1795399200 2 tries',
      'a1384567-8901-4abc-8def-123456789012',
      '192.168.10.100:3978',
      'http://127.0.0.1:3979/api/v1/work-orders?limit=100',
      '12345 12301 110',
      'WL200204 530700',
      'SQLITE_CONSTRAINT_UNIQUE: UNIQUE constraint failed: activities.id',
      'at Object.<anonymous> (core/log.ts:10:15)',
      'this is not allowed here',
      'turn 3 of conversation c1 took 13.5 ms',
      '订单号 3101234567890123'
    )
  })

  it('leaves ordinary sentences alone', () => {
    keeps(
      '导游强制购物,我要求退款300元',
      '我叫他们退钱,他们不理',
      '导游叫我们买东西',
      '我叫了三次服务员',
      '我是云南人',
      '我是高中老师',
      '我是和家人一起来的',
      '我是来旅游的',
      '老百姓反映很多次了',
      '新版本1上线',
      '晚上8点到凌晨1点30分太吵',
      '联系人电话不通',
      '门票一三五打折',
      '昨天18:00在古城'
    )
  })

  it('masks all of several in one text, and masks the same again without harm', () => {
    const text = '我叫王小明,电话138 0000 1234,身份证530702199001011234,车牌云P12345'
    const once = maskText(text)
    assert.equal(once, '我叫***,电话***,身份证***,车牌***')
    assert.equal(maskText(once), once)
    assert.equal(maskText(''), '')
  })

  it('stays fast on long texts made to slow it down', () => {
    const bits = [
      'a-',
      'o',
      '1 ',
      '0',
      'a@',
      'a.',
      '王',
      'token',
      '我叫',
      '+1 ',
      '1-3',
      'Aa1',
      '姓',
      '身份证',
      '云A',
      '"name":"'
    ]
    for (const bit of bits) {
      const text = bit.repeat(4000)
      // Processor time, not the clock's: a busy machine is no fault of a pattern. One that backtracks takes minutes.
      const before = process.cpuUsage()
      maskText(text)
      const { user } = process.cpuUsage(before)
      assert.ok(user < 2_000_000, bit)
    }
  })
})
