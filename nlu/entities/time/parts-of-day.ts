// Parts of the day: 凌晨 … 半夜. Hours as people mean them; 昨晚 is the evening, 18 to 24.
import { type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, HOUR, type Period } from './calendar.ts'

/** Half-open hours of the day. */
const HOURS: readonly (readonly [RegExp, number, number])[] = [
  // 昨晚凌晨: the night's small hours belong to the next day
  [/^晚上?的?(?:凌晨|后半夜|下半夜)/, 24, 30],
  [/^(?:凌晨|后半夜|下半夜)/, 0, 6],
  [/^(?:清晨|清早|大清早|一大?早|大早上?|早晨|早|晨)$/, 6, 9],
  [/^早上/, 6, 10],
  [/^(?:上午|午前|晌午前)/, 6, 12],
  [/^(?:中午|正午|午间|晌午)/, 11, 14],
  [/^(?:下午|午后)/, 12, 18],
  [/^(?:傍晚|黄昏|傍黑|天擦黑)/, 17, 20],
  [/^(?:上半夜|晚上|晚间|晚|夜里|夜间|(?<![安除])夜晚|夜|入夜)/, 18, 24],
  [/^(?:深夜|大?半夜|午夜|夜半)/, 22, 24],
  [/^白天/, 8, 18]
]

const PART =
  /(?<=[天日昨今前当那一二三四五六\d号])晚上?的?(?:凌晨|后半夜|下半夜)|凌晨|清晨|大?清早|一大早|大早上?|早晨|早上|上午|午前|中午|正午|午间|晌午|下午|午后|傍晚|黄昏|晚上|晚间|夜里|夜间|夜晚|入夜|深夜|大?半夜三?更?|后半夜|下半夜|上半夜|午夜|白天|(?<=[天日昨今明前当那一二三四五六周夕\d号])(?:[晚早夜晨](?![报点饭餐餐班市高间会场宵安操退饭就已日]))|(?<=[天日昨今明前当那一二三四五六\d号])晚(?=[\d一二三四五六七八九十两]{1,2}[点:])|(?<![上最])早(?=[七八九789][点:])|晚(?=(?:[七八九6789]|十一?|1[01])[点:])/g

/** The part of the day within [start of day, end), as named; 晚上 is 18 to 24. */
export function hoursOf(word: string): { from: number; to: number } | null {
  const row = HOURS.find(([pattern]) => pattern.test(word))
  return row ? { from: row[1], to: row[2] } : null
}

export const partsOfDay: AtomParser = text =>
  atomsOf(text, PART, match => {
    const word = match[0]
    const hours = hoursOf(word)
    if (!hours) return null
    return {
      rank: RANK.part,
      needsCompany: true,
      resolve: (within, now) => {
        if (within && within.end - within.start > 12 * DAY) return null
        let day = within?.start ?? now.anchor
        if (day === null) {
          day = now.day
          if (!now.isFuture && day + hours.from * HOUR > now.at) day -= DAY
        }
        const period: Period = { start: day + hours.from * HOUR, end: day + hours.to * HOUR, precision: 'part_of_day' }
        return period
      }
    }
  })
