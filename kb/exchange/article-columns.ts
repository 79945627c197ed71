// The columns of the sheet that 12345 centres exchange knowledge in: how each field of an article is written in a cell.
import type { CellValue } from '../../core/workbook.ts'
import type { Kind } from '../../nlu/index.ts'
import type { Article, ArticleAction, Basis } from '../article/article.ts'

/** Cell text ↔ a field of the article's content. `read` gives whatever it can; the article's schema judges it. */
export interface ArticleColumn {
  title: string
  /** Width in characters. */
  width: number
  /** Field of the article, for faults; `subject` is the folder. */
  field: string
  /** An empty cell leaves the field out. */
  isOptional?: boolean
  write(article: Article): string
  read(cell: string): unknown
}

const KIND_NAMES: Record<Kind, string> = {
  report: '举报',
  complaint: '投诉',
  inquiry: '咨询',
  assistance: '求助',
  suggestion: '意见建议'
}
const kindNamed = (name: string): string =>
  Object.entries(KIND_NAMES).find(([, title]) => title === name || `旅游${title}` === name)?.[0] ?? name

const BETWEEN = '、'
const list = (cell: string) =>
  cell
    .split(/[、,,;;\n]/)
    .map(item => item.trim())
    .filter(item => item !== '')
const lines = (cell: string) =>
  cell
    .split('\n')
    .map(item => item.trim())
    .filter(item => item !== '')

const UNVERIFIED = '(未核实)'
const writeBasis = ({ law, article, version, unverified }: Basis) =>
  `《${law}》${article}${version === undefined ? '' : `〔${version}〕`}${unverified ? UNVERIFIED : ''}`
function readBasis(line: string): unknown {
  const [, law, article, version, unverified] =
    /^《([^》]+)》\s*([^〔(（\s]+)\s*(?:〔([^〕]+)〕)?\s*([(（]未核实[)）])?$/.exec(line) ?? []
  if (law === undefined) return line
  return { law, article, ...(version && { version }), ...(unverified && { unverified: true }) }
}

function writeAction(action: ArticleAction): string {
  switch (action.type) {
    case 'open_draft':
      return `登记:${KIND_NAMES[action.kind]}`
    case 'call':
      return `拨打:${action.number}`
    case 'handoff':
      return '转人工'
  }
}
function readAction(line: string): unknown {
  const [name, value = ''] = line.split(/[::]/).map(part => part.trim())
  if (name === '登记') return { type: 'open_draft', kind: kindNamed(value) }
  if (name === '拨打') return { type: 'call', number: value }
  return name === '转人工' ? { type: 'handoff' } : line
}

/** Lines of 引用核对 behind who, when and what was found. */
const TEXT_HASH = '文字指纹 '
const EDITIONS = '法规版本 '

const RISK_NAMES = { normal: '普通', high: '高' } as const
const subjectOf = ({ file }: Article) => file.split('/').at(-2) ?? ''

const textColumn = (title: string, width: number, field: keyof Article & string): ArticleColumn => ({
  title,
  width,
  field,
  write: article => String(article[field] ?? ''),
  read: cell => cell
})
const optional = (column: ArticleColumn): ArticleColumn => ({ ...column, isOptional: true })

/** In the order of the sheet. */
export const ARTICLE_COLUMNS: readonly ArticleColumn[] = [
  textColumn('知识编号', 28, 'id'),
  { title: '专题', width: 14, field: 'subject', write: subjectOf, read: cell => cell },
  textColumn('知识标题', 36, 'title'),
  { title: '相似问法', width: 48, field: 'asks', write: ({ asks }) => asks.join('\n'), read: lines },
  {
    title: '诉求类型',
    width: 14,
    field: 'kinds',
    write: ({ kinds }) => kinds.map(kind => KIND_NAMES[kind]).join(BETWEEN),
    read: cell => list(cell).map(kindNamed)
  },
  { title: '问题分类', width: 14, field: 'category', write: ({ category }) => category.join(BETWEEN), read: list },
  {
    title: '适用区域',
    width: 12,
    field: 'region',
    write: ({ region }) => (region === 'national' ? '全国' : region.join(BETWEEN)),
    read: cell => (cell === '全国' ? 'national' : list(cell))
  },
  { title: '关键词', width: 28, field: 'keywords', write: ({ keywords }) => keywords.join(BETWEEN), read: list },
  textColumn('答复内容', 60, 'answer'),
  textColumn('处理方法', 40, 'handling'),
  textColumn('答复口径', 40, 'wording'),
  {
    title: '政策依据',
    width: 36,
    field: 'basis',
    write: ({ basis }) => basis.map(writeBasis).join('\n'),
    read: cell => lines(cell).map(readBasis)
  },
  textColumn('责任单位', 18, 'owner'),
  textColumn('生效日期', 12, 'validFrom'),
  optional(textColumn('失效日期', 12, 'validTo')),
  textColumn('复核日期', 12, 'reviewDate'),
  {
    title: '风险等级',
    width: 10,
    field: 'risk',
    write: ({ risk }) => RISK_NAMES[risk],
    read: cell => Object.entries(RISK_NAMES).find(([, name]) => name === cell)?.[0] ?? cell
  },
  { title: '相关知识', width: 28, field: 'related', write: ({ related }) => related.join(BETWEEN), read: list },
  {
    title: '替代知识',
    width: 28,
    field: 'replaces',
    isOptional: true,
    write: ({ replaces }) => replaces.join(BETWEEN),
    read: list
  },
  {
    title: '后续操作',
    width: 16,
    field: 'actions',
    write: ({ actions }) => actions.map(writeAction).join('\n'),
    read: cell => lines(cell).map(readAction)
  },
  {
    title: '引用核对',
    width: 36,
    field: 'quoteCheck',
    isOptional: true,
    write({ quoteCheck }) {
      if (!quoteCheck) return ''
      const { by, on, note, textHash, editions } = quoteCheck
      return [
        by,
        on,
        note,
        ...(textHash ? [`${TEXT_HASH}${textHash}`] : []),
        ...(editions ? [EDITIONS + editions.join(BETWEEN)] : [])
      ].join('\n')
    },
    read(cell) {
      const [by, on, ...rest] = lines(cell)
      const hash = rest.find(line => line.startsWith(TEXT_HASH))?.slice(TEXT_HASH.length)
      const editions = rest.find(line => line.startsWith(EDITIONS))?.slice(EDITIONS.length)
      const note = rest.filter(line => !line.startsWith(TEXT_HASH) && !line.startsWith(EDITIONS)).join('\n')
      return {
        by,
        on,
        ...(hash && { textHash: hash }),
        ...(editions !== undefined && { editions: list(editions) }),
        note
      }
    }
  }
]

/** What a cell says: a date as its day, a number as its digits. */
export function cellTextOf(value: CellValue | undefined): string {
  if (value === undefined || value === null) return ''
  return (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)).replaceAll('\r\n', '\n').trim()
}
