// Questions misspelt by chance, as on a telephone's keyboard: what the ranking learns from besides well spelt ones, or it
// would trust nothing but words that are whole. Nothing of it is kept.
import { soundsOf } from '../../nlu/index.ts'

/** Of so many characters one is misspelt; every question has one at least. */
const CHARACTERS_A_FAULT = 8

const HAN = /\p{Script=Han}/u

/** The characters of some texts by their sound, each as often as it stands there. */
export function bySound(texts: Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const text of texts)
    for (const char of text) {
      const [sound] = HAN.test(char) ? soundsOf(char) : []
      if (!sound) continue
      const group = groups.get(sound)
      if (group) group.push(char)
      else groups.set(sound, [char])
    }
  return groups
}

/**
 * @param next gives numbers from 0 to 1
 * @param homophones of bySound
 */
export function misspell(text: string, next: () => number, homophones: ReadonlyMap<string, readonly string[]>): string {
  const characters = Array.from(text)
  const places = characters.flatMap((char, i) => (HAN.test(char) ? [i] : []))
  if (places.length < 3) return text
  for (let faults = Math.ceil(places.length / CHARACTERS_A_FAULT); faults > 0; faults--) {
    const at = places[Math.floor(next() * places.length)]!
    const char = characters[at]!
    const [sound = ''] = soundsOf(char)
    const kind = next()
    if (kind < 0.7) {
      const others = (homophones.get(sound) ?? []).filter(other => other !== char)
      if (others.length > 0) characters[at] = others[Math.floor(next() * others.length)]!
    } else if (kind < 0.8) characters[at] = sound
    else if (kind < 0.9) characters[at] = ''
    else characters[at] = char + char
  }
  return characters.join('')
}
