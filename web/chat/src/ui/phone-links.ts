export interface TextPart {
  text: string
  /** tel: address where the part is a number that can be called. */
  href: string | null
}

/** 12345 government hotline, 12301 tourism, 12318 culture market, 12395 water rescue, and ordinary numbers. */
const PUBLIC = '12345|12301|12318|12395|400-?\\d{3}-?\\d{4}|0\\d{2,3}-\\d{7,8}'
const EMERGENCY = '110|119|120|122'

// A short number may also be a sum or a count (120元): only an emergency reply is searched for those. What stands before
// a number is looked at by hand, as Safari before 16.4 knows no lookbehind.
const PATTERNS = {
  any: new RegExp(`(?:${PUBLIC})(?![\\d-]|\\s*[元块号人])`, 'g'),
  emergency: new RegExp(`(?:${PUBLIC}|${EMERGENCY})(?![\\d-]|\\s*[元块号人])`, 'g')
}

export function phoneParts(text: string, isEmergency: boolean): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(PATTERNS[isEmergency ? 'emergency' : 'any'])) {
    const at = match.index ?? 0
    if (/[\d.-]/.test(text.charAt(at - 1))) continue
    if (at > end) parts.push({ text: text.slice(end, at), href: null })
    parts.push({ text: match[0], href: `tel:${match[0].replace(/-/g, '')}` })
    end = at + match[0].length
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null })
  return parts
}

/** The emergency numbers that a reply names, each once, in the order of the reply. */
export function emergencyNumbers(text: string): string[] {
  const numbers = phoneParts(text, true)
    .filter(({ href }) => href !== null)
    .map(part => part.text)
  return [...new Set(numbers)]
}
