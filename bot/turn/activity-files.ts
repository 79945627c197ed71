// What a stored activity says of the files that came with it: the channel writes it, the turn reads it.

/** `entities` of a stored activity: why files that came with it were not kept. Clients' own entities are not stored. */
const REFUSED = 'hotline/refusedFiles'

export const refusedEntity = (codes: readonly string[]) => ({ type: REFUSED, codes: [...codes] })

interface WithFiles {
  attachments?: { contentUrl?: string }[] | undefined
  entities?: { type?: string; codes?: unknown }[] | undefined
}

/** What a stored activity says of its files: the ids of those that were kept, and why others were not. */
export function filesIn(activity: WithFiles): { fileIds: string[]; refused: string[] } {
  const fileIds = (activity.attachments ?? []).flatMap(({ contentUrl }) => contentUrl?.split('/').at(-1) ?? [])
  const codes = activity.entities?.find(entity => entity.type === REFUSED)?.codes
  return { fileIds, refused: Array.isArray(codes) ? codes.map(String) : [] }
}
