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

/** What leaves of several level-2 groups have in common (own, by the wording of DOMAIN.md section 3): theme → leaves. */
const THEMES: Record<string, string> = {
  minors: '100101 100201 100503 100603',
  hours: '100102 100202',
  bannedContent: '100103 100204 100303 100402 100502 500102 500202 500302',
  unlicensed: '100104 100301 100401 100501 100601 200101 200201 200501 200601 200701 500101 500201 500301',
  premises: '100105 100205',
  vice: '100106 100206',
  untrue: '100305 200105 200402 200503',
  refund: '100306 200106 200301 200401 200502 200702 500304',
  safety: '100307 100604 200304',
  hygiene: '200305 200403',
  forcedShopping: '200103 200204',
  changedItinerary: '200104 200205',
  attitude: '200206 300104 300204 300304 300404 700101',
  opening: '300101 300201 300301 300401',
  borrowing: '300102 300202 300302 300402',
  facilities: '300103 300203 300303 300403',
  accessibility: '300105 300205 300305 300405',
  damage: '400101 400201 400301',
  building: '400102 400202 400302',
  trade: '400103 400203 400303',
  exhibits: '400104 400204 400304',
  requirements: '600101 600201 600301 600401',
  progress: '600102 600202 600302 600402',
  timeLimit: '600103 600203 600303 600403'
}

const themeOf = new Map<string, string>(
  Object.entries(THEMES).flatMap(([theme, leaves]) => leaves.split(' ').map(leaf => [`WL${leaf}`, theme] as const))
)

function numbered(names: readonly string[]): number[] {
  const distinct = [...new Set(names)]
  return names.map(name => distinct.indexOf(name))
}

/** Wider classes of each leaf, numbered from 0: its level-2 group, and its theme (a leaf without one is its own). */
export const categoryFamilies: readonly (readonly number[])[] = [
  numbered(categoryCodes.map(categoryGroup)),
  numbered(categoryCodes.map(code => themeOf.get(code) ?? (code.endsWith('99') ? 'other' : code)))
]
