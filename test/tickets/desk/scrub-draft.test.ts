import assert from 'node:assert/strict'
import { scrubDraft } from '../../../tickets/desk/scrub-draft.ts'
import type { TicketDraft } from '../../../tickets/index.ts'
import { anonymousDraft, complaintDraft } from '../drafts.ts'

const ID_NUMBER = '11010519491231002X'
const content = (draft: TicketDraft, text: string) => scrubDraft({ ...draft, content: text }).content

describe('scrubbing a draft', () => {
  it('changes nothing where nothing personal was typed', () => {
    assert.deepEqual(scrubDraft(complaintDraft), complaintDraft)
  })

  it('takes ID numbers out of every field', () => {
    const draft = scrubDraft({
      ...complaintDraft,
      content: `${complaintDraft.content}身份证${ID_NUMBER}`,
      place: { text: `古城${ID_NUMBER}` },
      contract: { orderNo: ID_NUMBER }
    })
    assert.ok(!JSON.stringify(draft).includes(ID_NUMBER))
  })

  it('leaves a uscc and an order number that only look like one', () => {
    const respondent = { ...complaintDraft.respondent!, uscc: '110105194912310020' }
    const draft = scrubDraft({ ...complaintDraft, respondent, contract: { orderNo: '110105194912310021' } })
    assert.equal(draft.respondent?.uscc, '110105194912310020')
    assert.equal(draft.contract?.orderNo, '110105194912310021')
  })

  it('takes out the own phone however it is written, and leaves that of the respondent', () => {
    const said = '我的电话是138-0000-1234,1380 0001 234也行,导游电话13900005678。'
    assert.equal(content(complaintDraft, said), '我的电话是***,***也行,导游电话13900005678。')
  })

  it('leaves a name that is also part of the respondent', () => {
    const requester = { ...complaintDraft.requester, name: '康途' }
    assert.equal(content({ ...complaintDraft, requester }, '康途旅行社强迫购物还骂人'), '康途旅行社强迫购物还骂人')
  })

  it('takes everything personal but the respondent out of an anonymous report', () => {
    const draft: TicketDraft = {
      ...anonymousDraft,
      respondent: {
        name: '云岭旅行社',
        kind: 'travel_agency',
        person: '导游李红',
        phone: '13900005678',
        plateNo: '云P12345'
      }
    }
    const said = '我叫赵小满,电话13800001234,云岭旅行社导游李红(13900005678)坐云P12345来,还有云P·54321跟着。'
    assert.equal(
      content(draft, said),
      '我叫***,电话***,云岭旅行社导游李红(13900005678)坐云P12345来,还有云P·54321跟着。'
    )
  })

  it('takes the name of an anonymous requester away even where a draft holds it', () => {
    const requester = { ...anonymousDraft.requester, name: '赵小满', phone: '13800001234', address: '学府路1号' }
    const draft = scrubDraft({ ...anonymousDraft, requester, content: '赵小满看到星空网吧让小孩上网' })
    assert.deepEqual(draft.requester, anonymousDraft.requester)
    assert.equal(draft.content, '***看到星空网吧让小孩上网')
  })

  it('cuts a title at 50 characters, counted as people do', () => {
    const title = scrubDraft({ ...complaintDraft, title: '𠮷'.repeat(60) }).title
    assert.equal([...title].length, 50)
    assert.ok(title.endsWith('𠮷…'))
  })
})
