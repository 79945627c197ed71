// What is wrong with an article, so that an editor finds the place and knows what to write there.
import { AppError } from '../../core/errors.ts'

export interface ArticleFault {
  /** Path below the imported folder, or the name of the sheet. */
  file: string
  /** 1-based line of the file or row of the sheet; null where the fault is in no one place. */
  line: number | null
  /** Front matter path (`asks.3`) or section (`## 答复`). */
  field: string
  problem: string
  /** In Chinese, for editors: what has to stand there. */
  hint: string
}

const HINTS: Record<string, string> = {
  id: '小写字母、数字、连字符,与文件名相同,发布后不再改',
  title: '4–60 字,像市民会点的标题,不与别的条目重复',
  asks: '至少五句市民的问法,说法各不相同,不与别的条目重复',
  kinds: 'report 举报、complaint 旅游投诉、inquiry 咨询、assistance 求助、suggestion 意见建议,至少一个',
  category: '分类树的末级码,如 WL200103',
  region: 'national,或行政区划代码的列表,如 [530700]',
  keywords: '至少一个市民可能用的词',
  basis: '法名用 kb/law-register.yaml 的 name,条号写汉字,如 第三十五条;没有依据写 []',
  owner: '负责单位,不写人名',
  validFrom: '生效日期,如 2026-11-24',
  validTo: '失效日期,不早于生效日期;长期有效就不写',
  reviewDate: '复核日期,如 2027-11-24',
  risk: 'normal 或 high',
  related: '相关条目的编号,都要存在',
  replaces: '被本条目替代的旧编号,没有就不写',
  actions: '[{ type: open_draft, kind: complaint }, { type: call, number: "12345" }, { type: handoff }]',
  quoteCheck: '复核人代号、日期、对照了哪一条',
  'front matter': '文件以一行 --- 开头,写完数据再一行 ---',
  body: '第二行 --- 之后依次写 ## 答复、## 处理方法、## 答复口径',
  '## 答复': '给市民看,不空,不超过 200 字',
  '## 处理方法': '给办理人员看,不空',
  '## 答复口径': '给坐席念,不空'
}

/** What has to stand in a field; a path below it (`asks.3`) has the hint of the field. */
export function hintFor(field: string): string {
  return HINTS[field] ?? HINTS[field.split('.')[0] ?? ''] ?? '写法见 kb/content/README.md'
}

export function articleFault(
  file: string,
  field: string,
  problem: string,
  { line = null }: { line?: number | null } = {}
): ArticleFault {
  return { file, line, field, problem, hint: hintFor(field) }
}

/** `agency/a.md:12: asks: … (…)`: one line, as commands print it. */
export function faultLine({ file, line, field, problem, hint }: ArticleFault): string {
  return `${file}${line === null ? '' : `:${line}`}: ${field}: ${problem} (${hint})`
}

/** The first fault as an error. */
export function badArticle({ file, field, problem }: ArticleFault): AppError {
  return new AppError('KB_BAD_ARTICLE', { detail: `${file}: ${field}: ${problem}` })
}
