// What happens after filing, said as "按规定…" and never as a promise. Limits stand in the sentences of
// replies/zh-CN-law.yaml beside their source; this table says which of them goes with which kind.
//
//   complaint  二个工作日以内决定是否受理: 旅游投诉处理办法 2026, article 14; 受理之日起六十日以内: article 23
//   report     文化市场综合执法机构; limits of 《文化市场举报办理规范》 were not readable (DOMAIN.md section 4): none is named
//   others     五个工作日: the 12345 default of 济南 article 24, 潍坊 article 20 is another city's rule: none is named
import type { Kind } from '../../nlu/index.ts'

const STEPS: Record<Kind, string> = {
  report: 'law.next.report',
  complaint: 'law.next.complaint',
  inquiry: 'law.next.inquiry',
  assistance: 'law.next.assistance',
  suggestion: 'law.next.suggestion'
}

/** Reply ids of what comes next for the tickets just filed; `isUnreachable` where nobody can be called back. */
export function nextSteps(kinds: readonly Kind[], isUnreachable: boolean): string[] {
  return [...kinds.map(kind => STEPS[kind]), isUnreachable ? 'law.next.keepNumber' : 'law.next.ask']
}
