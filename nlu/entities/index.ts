// Entities, claims and wishes of one message. Extractors run in a fixed order; the earlier one claims its span.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { ClaimMention, Entity, UnderstandContext, Wishes } from '../understanding.ts'
import { extractClaims } from './claim-mentions.ts'
import { extractCounts } from './count.ts'
import { extractDurations } from './duration.ts'
import { takenSpans } from './found.ts'
import { extractEmailsAndUrls } from './identifiers/email-and-url.ts'
import { extractIdNumbers } from './identifiers/id-number.ts'
import { extractLicenceNos } from './identifiers/licence-no.ts'
import { extractOrderNos } from './identifiers/order-no.ts'
import { extractPlateNos } from './identifiers/plate-no.ts'
import { extractUsccs } from './identifiers/uscc.ts'
import { extractMoney } from './money/extract-money.ts'
import { extractPersons } from './person/extract-persons.ts'
import { extractPhones } from './phone.ts'
import { extractPlaces } from './place/extract-places.ts'
import { extractRespondents } from './respondent/extract-respondents.ts'
import { extractTimes } from './time/extract-times.ts'
import { extractWishes } from './wishes.ts'

/**
 * Everything that one message names, sorted by place; spans are raw and do not overlap within a type. Pure and linear in
 * the length of the text; never throws.
 */
export function extractAll(
  source: NormalisedText,
  context: UnderstandContext
): { entities: Entity[]; claims: ClaimMention[]; wishes: Wishes } {
  const taken = takenSpans()
  const entities: Entity[] = []
  const add = (found: Entity[]) => {
    taken.add(found)
    entities.push(...found)
  }
  add(extractEmailsAndUrls(source))
  add(extractIdNumbers(source))
  add(extractUsccs(source, taken))
  add(extractPlateNos(source, taken))
  add(extractLicenceNos(source, taken))
  add(extractOrderNos(source, context, taken))
  const phones = extractPhones(source, context, taken)
  add(phones)
  add(extractTimes(source, context, taken))
  add(extractDurations(source, taken))
  add(extractMoney(source, context, taken))
  // asked for the place, 宁蒗县文化馆 is where it was and not whom it is about
  if (context.asks === 'place') add(extractPlaces(source, context, taken))
  add(extractRespondents(source, context, taken))
  add(extractPersons(source, context, taken, phones))
  if (context.asks !== 'place') add(extractPlaces(source, context, taken))
  add(extractCounts(source, taken))
  entities.sort((a, b) => a.start - b.start || b.end - a.end)
  return { entities, claims: extractClaims(source, context, entities), wishes: extractWishes(source, context) }
}
