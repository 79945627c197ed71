import assert from 'node:assert/strict'
import type { EntityType } from '../../../nlu/understanding.ts'
import { entitiesOf } from './reading.ts'

const texts = (type: EntityType, text: string) => entitiesOf(type, text).map(entity => entity.text)

describe('nlu/entities/phone', () => {
  const rows: readonly (readonly [text: string, national: string | null, e164?: string])[] = [
    ['13800001200', '13800001200', '+8613800001200'],
    ['电话136 0000 0206', '13600000206', '+8613600000206'],
    ['138-0000-1200', '13800001200', '+8613800001200'],
    ['+86 138 0000 1200', '13800001200', '+8613800001200'],
    ['0086-13800001200', '13800001200', '+8613800001200'],
    ['１３６ ００００ ０１１３', '13600000113', '+8613600000113'],
    ['幺三八零零零零一二零零', '13800001200', '+8613800001200'],
    ['一三八 零零零零 一二零零', '13800001200', '+8613800001200'],
    ['0888-5550211', '08885550211', '+868885550211'],
    ['0888-5550211转8001', '08885550211转8001', '+868885550211'],
    ['(0888)5550211', '08885550211', '+868885550211'],
    ['010-55502110', '01055502110', '+861055502110'],
    ['400-800-1234', '4008001234', '+864008001234'],
    ['联系电话5550211', '5550211'],
    ['订单号202611140098001', null],
    ['身份证11010519491231002X', null],
    ['打了12345没人管', null],
    ['20261114', null],
    ['3800.5元', null],
    ['138000012001234', null]
  ]
  for (const [text, national, e164] of rows)
    it(`${text} → ${national ?? 'no phone'}`, () => {
      const found = entitiesOf('phone', text).map(({ value }) => value)
      assert.deepEqual(found, national === null ? [] : [e164 ? { national, e164 } : { national }])
    })
})

describe('nlu/entities/identifiers', () => {
  it('masks an identity number and refuses one whose check character or date is wrong', () => {
    const [found] = entitiesOf('id_number', '身份证号11010519491231002X')
    assert.equal(found?.value.masked, '110***********002X')
    assert.deepEqual(texts('id_number', '身份证号110105194912310021'), [])
    assert.deepEqual(texts('id_number', '11010519491331002X'), [])
  })
  it('checks a unified social credit code by its last character', () => {
    assert.deepEqual(texts('uscc', '代码91350100M000100Y43'), ['91350100M000100Y43'])
    assert.deepEqual(texts('uscc', '代码91350100M000100Y44'), [])
  })
  it('finds number plates, with dot, space or five and six places', () => {
    for (const plate of ['云P12345', '云P·12345', '云P D12345', '雲P12345', '京A12345'])
      assert.deepEqual(texts('plate_no', `车牌${plate}的大巴`), [plate])
    assert.deepEqual(texts('plate_no', '云南人很多'), [])
  })
  it('finds licence numbers by their shape or their name', () => {
    assert.deepEqual(texts('licence_no', '导游证号D-5307-001234'), ['D-5307-001234'])
    assert.deepEqual(texts('licence_no', '许可证号L-YN-00123'), ['L-YN-00123'])
    assert.deepEqual(texts('licence_no', '身份证号码没有带'), [])
  })
  it('claims order numbers before phones, also one that looks like a phone', () => {
    assert.deepEqual(texts('order_no', '订单QLW-1114-08'), ['QLW-1114-08'])
    assert.deepEqual(texts('order_no', '合同编号MY-2026-1027-4'), ['MY-2026-1027-4'])
    assert.deepEqual(texts('order_no', '票号 B7-0412'), ['B7-0412'])
    assert.deepEqual(texts('order_no', '訂單編號：CY-88120-6'), ['CY-88120-6'])
    assert.deepEqual(texts('order_no', 'WL20260930000077有人接手了没'), ['WL20260930000077'])
    assert.deepEqual(texts('order_no', '订单号13800001200'), ['13800001200'])
    assert.deepEqual(texts('phone', '订单号13800001200'), [])
    assert.deepEqual(texts('order_no', '合同2026年10月签的，订单380元'), [])
  })
  it('finds e-mail and web addresses without the sentence mark behind them', () => {
    assert.deepEqual(texts('email', '邮箱wensu@example.com。'), ['wensu@example.com'])
    assert.deepEqual(texts('email', '邮箱li.na@example.com'), ['li.na@example.com'])
    assert.deepEqual(texts('url', '见 https://www.example.com/a?b=1，谢谢'), ['https://www.example.com/a?b=1'])
    assert.deepEqual(texts('url', '价格是3.5元'), [])
  })
})
