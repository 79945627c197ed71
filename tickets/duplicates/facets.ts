// What sort of thing a ticket tells of: forced shopping, a cancelled show, a deposit kept … Two tickets about one business are
// one matter only where they tell of the same sort of thing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../core/paths.ts'

const facetSchema = z.strictObject({
  /** Regular expression over the content. */
  words: z.string().min(1),
  /** One event of this sort meets many people at once. */
  together: z.boolean().default(false),
  /** Bound to one spot: told of two places, it is two matters. */
  local: z.boolean().default(false),
  /** A state, not an event: the days that people name may lie far apart. */
  lasting: z.boolean().default(false),
  /** Leaves of the category tree that mean this, where the content says nothing that is known. */
  leaves: z.array(z.string()).default([])
})

interface Facet {
  id: string
  words: RegExp
  isTogether: boolean
  isLasting: boolean
  isLocal: boolean
  leaves: readonly string[]
}

function load(): Facet[] {
  const file = path.join(projectRoot, 'tickets', 'duplicates', 'facets.yaml')
  const entries = z.record(z.string(), facetSchema).parse(parse(readFileSync(file, 'utf8')))
  return Object.entries(entries).map(([id, { words, together, lasting, local, leaves }]) => ({
    id,
    words: new RegExp(words, 'iu'),
    isTogether: together,
    isLasting: lasting,
    isLocal: local,
    leaves
  }))
}

const facets = load()
const byId = new Map(facets.map(facet => [facet.id, facet]))

export interface FoundFacets {
  ids: readonly string[]
  /** False where the content holds nothing known and the category alone stands for it. */
  isSaid: boolean
}

export function facetsOf(content: string, categoryCode: string): FoundFacets {
  const text = content.normalize('NFKC')
  const said = facets.filter(facet => facet.words.test(text))
  const found = said.length > 0 ? said : facets.filter(facet => facet.leaves.includes(categoryCode))
  return { ids: found.map(facet => facet.id), isSaid: said.length > 0 }
}

export const isTogether = (id: string): boolean => byId.get(id)?.isTogether === true
export const isLasting = (id: string): boolean => byId.get(id)?.isLasting === true
export const isLocal = (id: string): boolean => byId.get(id)?.isLocal === true
