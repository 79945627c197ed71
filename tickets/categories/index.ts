// 问题分类, DOMAIN.md section 3. Full code = WL + level 2 + suffix. Codes are never used again for something else.
import type { Kind } from '../contract/work-order-shape.ts'
import type { FieldEntry } from './category.ts'
import { cultureMarket } from './culture-market.ts'
import { conduct, elsewhere, services } from './government.ts'
import { heritage, media, publicCulture } from './public-culture.ts'
import { tourismMarket } from './tourism-market.ts'

export type { FieldEntry, GroupEntry, LeafEntry } from './category.ts'

/** The tree as it is written: fields (level 1) of groups (level 2) of leaves (level 3). */
export const categoryTree: readonly FieldEntry[] = [
  cultureMarket,
  tourismMarket,
  publicCulture,
  heritage,
  media,
  services,
  conduct,
  elsewhere
]

export interface Category {
  /** Such as WL200204. */
  code: string
  name: string
  /** Such as WL2002. */
  groupCode: string
  groupName: string
  /** Two digits, such as 20. */
  fieldCode: string
  fieldName: string
  /** Statutes and articles. */
  basis: readonly string[]
  /** Default kinds; empty where the citizen's words decide. */
  kinds: readonly Kind[]
  emergency: '110' | '119' | null
}

/** All leaves in the tree's order. Object keys such as 99 come before '01' there, so they are sorted. */
export const categories: readonly Category[] = categoryTree.flatMap(field =>
  field.groups.flatMap(group =>
    Object.entries(group.leaves)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([suffix, leaf]) => ({
        code: `WL${group.code}${suffix}`,
        name: leaf.name,
        groupCode: `WL${group.code}`,
        groupName: group.name,
        fieldCode: field.code,
        fieldName: field.name,
        basis: group.basis,
        kinds: leaf.kinds ?? [],
        emergency: leaf.emergency ?? null
      }))
  )
)

const byCode = new Map(categories.map(category => [category.code, category]))

export function categoryByCode(code: string): Category | null {
  return byCode.get(code) ?? null
}

export function isLeaf(code: string): boolean {
  return byCode.has(code)
}
