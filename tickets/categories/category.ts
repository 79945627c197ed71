import type { Kind } from '../contract/work-order-shape.ts'

/** One leaf of the tree as written in the data files; its suffix is the key. */
export interface LeafEntry {
  name: string
  /**
   * Kinds that the leaf has by default: `report` where it is a breach (DOMAIN.md section 3 marks it *), `complaint`
   * where it is usually a tourist's dispute (+). Empty: the citizen's words decide.
   */
  kinds?: readonly Kind[]
  /** Emergency number to name as well: 110 police, 119 fire. */
  emergency?: '110' | '119'
}

export interface GroupEntry {
  /** Level-2 code, four digits. */
  code: string
  name: string
  /** Statutes that stand behind it. */
  basis: readonly string[]
  leaves: Readonly<Record<string, LeafEntry>>
}

export interface FieldEntry {
  /** Level-1 code, two digits. */
  code: string
  name: string
  groups: readonly GroupEntry[]
}

const REPORT: readonly Kind[] = ['report']
const COMPLAINT: readonly Kind[] = ['complaint']
const BOTH: readonly Kind[] = ['report', 'complaint']

/** A breach: report by default (*). */
export const breach = (name: string, emergency?: '110' | '119'): LeafEntry => ({
  name,
  kinds: REPORT,
  ...(emergency && { emergency })
})
/** Usually a dispute (+). */
export const dispute = (name: string): LeafEntry => ({ name, kinds: COMPLAINT })
/** Either, often both at once (*+). */
export const breachOrDispute = (name: string): LeafEntry => ({ name, kinds: BOTH })
/** The words decide. */
export const open = (name: string, emergency?: '110' | '119'): LeafEntry => ({ name, ...(emergency && { emergency }) })
export const other = { 99: open('其他') }
