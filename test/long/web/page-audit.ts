import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

export interface Audit {
  /** Controls without an accessible name. */
  unnamed: string[]
  /** Controls whose visible box is smaller than wanted, as `name 40×44`. */
  small: string[]
  /** Text whose contrast to its ground is below 4.5:1. */
  faint: string[]
  /** Text set tighter than 1.3 lines. */
  tight: string[]
  duplicateIds: string[]
  /** Pixels that the page is wider than the screen. */
  overflowPx: number
  smallestTextPx: number
  bubbleTextPx: number
  /** How much was looked at: an audit that finds nothing to judge proves nothing. */
  textCount: number
  controlCount: number
  /** Animations that never end. */
  endlessMotions: number
}

const source = readFileSync(new URL('./page-audit.browser.js', import.meta.url), 'utf8')

/** Looks at the page as it is now. @param hitPx smallest side that controls must have */
export const audit = (page: Page, hitPx: number): Promise<Audit> =>
  page.evaluate<Audit>(`${source}; globalThis.auditPage(${hitPx})`)

/** Text of the element that has the focus, or its tag where it has none. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement?.textContent || document.activeElement?.tagName || ""')
