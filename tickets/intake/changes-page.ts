import { z } from 'zod'

/** listChanges with its events unread: an event of a status that we do not know must not hide those around it. */
export const changesPageSchema = z.looseObject({ events: z.array(z.unknown()), cursor: z.string() })
