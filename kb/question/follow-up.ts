// 那小孩呢: a question that only makes sense after the last answer.

/** Longest question, in characters without marks, that is taken for a follow-up by its form alone. */
const LONGEST = 16
const OPENING = /^(那|那么|如果|要是|假如|还有|换成|万一)|呢$/

/** May a normalised question lean on the topic before it? The search still has to find more with it than without. */
export function mayFollowUp(text: string): boolean {
  const bare = text.replace(/[\s\p{P}]/gu, '')
  return bare.length > 0 && bare.length <= LONGEST && (OPENING.test(bare) || bare.length <= 6)
}
