// DOMAIN.md section 3, fields 60, 70 and 90.
import { type FieldEntry, type GroupEntry, open, other } from './category.ts'

const serviceLeaves = { '01': open('条件材料'), '02': open('进度'), '03': open('时限'), ...other }
const group = (code: string, name: string, leaves: GroupEntry['leaves']): GroupEntry => ({
  code,
  name,
  basis: [],
  leaves
})

export const services: FieldEntry = {
  code: '60',
  name: '办事',
  groups: [
    group('6001', '许可办理', serviceLeaves),
    group('6002', '证书查询', serviceLeaves),
    group('6003', '补贴', serviceLeaves),
    group('6004', '活动报名', serviceLeaves)
  ]
}

export const conduct: FieldEntry = {
  code: '70',
  name: '政务作风',
  groups: [group('7001', '政务作风', { '01': open('态度'), '02': open('推诿'), ...other })]
}

/** Each leaf says what is done: handed on to whom it concerns (转办), or explained to the citizen (解释). */
export const elsewhere: FieldEntry = {
  code: '90',
  name: '其他',
  groups: [
    group('9001', '非本部门', { '01': open('转办'), '02': open('解释') }),
    group('9002', '无实质诉求', { '01': open('转办'), '02': open('解释') })
  ]
}
