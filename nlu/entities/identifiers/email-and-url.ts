// E-mail addresses and web addresses.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity } from '../../understanding.ts'
import { atRaw } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const EMAIL = /(?<![\w.+-])[\w+-]+(?:\.[\w+-]+){0,5}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}/g
const TOP_LEVEL = 'com|cn|net|org|gov|edu|info|top|vip|xyz|shop|club|cc|tv|me|io|app|site|online|hk|tw|mobi|biz'
const URL_CHARS = "[\\w\\-.~:/?#\\[\\]@!$&'()*+,;=%]"
const URL = new RegExp(
  `https?://${URL_CHARS}{1,2000}|(?<![\\w@.-])(?:www\\.)?(?:[A-Za-z0-9-]{1,63}\\.){1,5}(?:${TOP_LEVEL})(?![\\w-])(?:/${URL_CHARS}{0,2000})?`,
  'gi'
)

export function extractEmailsAndUrls(source: NormalisedText): Entity[] {
  const text = halfWidth(source.raw)
  const entities: Entity[] = []
  const emails = text.includes('@') ? [...text.matchAll(EMAIL)] : []
  for (const match of emails) {
    const span = { start: match.index, end: match.index + match[0].replace(/[.-]+$/, '').length }
    const entity = atRaw(source, span, 'email', { text: text.slice(span.start, span.end) }, 0.99)
    entities.push(entity)
  }
  if (!text.includes('.')) return entities
  for (const match of text.matchAll(URL)) {
    // a sentence mark behind an address is not part of it
    const address = match[0].replace(/[.,;:!?)\]']+$/, '')
    const span = { start: match.index, end: match.index + address.length }
    if (entities.some(email => email.start < span.end && span.start < email.end)) continue
    entities.push(atRaw(source, span, 'url', { text: address }, 0.97))
  }
  return entities
}
