import type { Intent, Understanding } from '../../nlu/index.ts'

/** What shows no gap in the base: manners, the conversation itself, and matters that are not ours. */
const NO_GAP: ReadonlySet<Intent> = new Set([
  'greet',
  'thanks',
  'bye',
  'affirm',
  'deny',
  'skip',
  'repeat',
  'capability',
  'abuse',
  'out_of_scope'
] satisfies Intent[])

/** Is a question of this message small talk, which editors need not see? */
export function isSmallTalk({ intents, inScope }: Pick<Understanding, 'intents' | 'inScope'>): boolean {
  const top = intents[0]?.id
  return !inScope || (top !== undefined && NO_GAP.has(top))
}
