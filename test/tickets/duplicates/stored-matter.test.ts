import assert from 'node:assert/strict'
import { storedMatter } from '../../../tickets/duplicates/stored-matter.ts'
import { sealBody } from '../../../tickets/store/sealed-order.ts'
import { workOrder } from '../drafts.ts'
import { vault } from '../world.ts'

describe('matters of stored tickets', () => {
  const row = (ticketNo: string, content: string) => ({
    ticket_no: ticketNo,
    body_sealed: sealBody(vault, { ...workOrder, ticketNo, content })
  })

  it('are read once, and again where the ticket was changed', () => {
    const before = row('WL20261122000001', '导游强迫购物')
    const matter = storedMatter(vault, before)
    assert.equal(storedMatter(vault, before), matter)
    assert.equal(storedMatter(vault, row('WL20261122000001', '酒店退款不给')).content, '酒店退款不给')
  })

  it('go when many others were read since', () => {
    const old = row('WL20261122000002', '门票买贵了')
    const matter = storedMatter(vault, old)
    for (let nth = 100; nth < 300; nth++) storedMatter(vault, row(`WL20261122000${nth}`, '车没来'))
    assert.notEqual(storedMatter(vault, old), matter)
  })
})
