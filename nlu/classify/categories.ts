// Leaves of the category tree (问题分类), DOMAIN.md section 3. Own copy, since nlu and tickets may not know each other.

/** Level-2 code → suffixes of its leaves. A full code is `WL` + level 2 + suffix. */
const LEAVES: Record<string, readonly string[]> = {
  1001: ['01', '02', '03', '04', '05', '06', '07', '99'],
  1002: ['01', '02', '03', '04', '05', '06', '99'],
  1003: ['01', '02', '03', '04', '05', '06', '07', '99'],
  1004: ['01', '02', '99'],
  1005: ['01', '02', '03', '99'],
  1006: ['01', '02', '03', '04', '99'],
  2001: ['01', '02', '03', '04', '05', '06', '07', '08', '99'],
  2002: ['01', '02', '03', '04', '05', '06', '99'],
  2003: ['01', '02', '03', '04', '05', '06', '99'],
  2004: ['01', '02', '03', '99'],
  2005: ['01', '02', '03', '04', '99'],
  2006: ['01', '02', '03', '99'],
  2007: ['01', '02', '99'],
  3001: ['01', '02', '03', '04', '05', '99'],
  3002: ['01', '02', '03', '04', '05', '99'],
  3003: ['01', '02', '03', '04', '05', '99'],
  3004: ['01', '02', '03', '04', '05', '99'],
  4001: ['01', '02', '03', '04', '99'],
  4002: ['01', '02', '03', '04', '99'],
  4003: ['01', '02', '03', '04', '99'],
  5001: ['01', '02', '03', '04', '99'],
  5002: ['01', '02', '03', '04', '99'],
  5003: ['01', '02', '03', '04', '99'],
  6001: ['01', '02', '03', '99'],
  6002: ['01', '02', '03', '99'],
  6003: ['01', '02', '03', '99'],
  6004: ['01', '02', '03', '99'],
  7001: ['01', '02', '99'],
  9001: ['01', '02'],
  9002: ['01', '02']
}

/** All leaf codes, in the tree's order, such as `WL200204`. */
export const categoryCodes: readonly string[] = Object.entries(LEAVES).flatMap(([group, suffixes]) =>
  suffixes.map(suffix => `WL${group}${suffix}`)
)

const known = new Set(categoryCodes)

export function isCategoryCode(code: string): boolean {
  return known.has(code)
}

/** The level-2 code of a leaf: `WL200204` → `WL2002`. */
export function categoryGroup(code: string): string {
  return code.slice(0, 6)
}

/** Level-2 codes in the tree's order. */
export const categoryGroups: readonly string[] = Object.keys(LEAVES).map(group => `WL${group}`)
