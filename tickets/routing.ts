import { categoryByCode } from './categories/index.ts'
import type { Kind, Route } from './contract/index.ts'

/** Fields that 12345 gives to others whatever the kind: 政务作风 (general 12345 routing) and 其他 (非本部门). */
const ELSEWHERE_GROUPS = new Set(['WL7001', 'WL9001'])

/**
 * Which body handles it (DOMAIN.md section 1): 举报 → 综合执法机构, 旅游投诉 → 旅游投诉受理机构, 咨询, 求助 and 意见建议 →
 * 指定机构. What is not ours goes to 其他部门: a complaint about an official (WL7001) is settled neither by market
 * enforcement nor by tourism mediation, though its kind may say so.
 */
export function routeFor(kind: Kind, categoryCode: string): { body: Route['body'] } {
  if (ELSEWHERE_GROUPS.has(categoryByCode(categoryCode)?.groupCode ?? '')) return { body: 'other_authority' }
  if (kind === 'report') return { body: 'enforcement' }
  if (kind === 'complaint') return { body: 'tourism_complaint' }
  return { body: 'designated_unit' }
}
