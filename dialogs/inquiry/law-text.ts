// 看原文: the text of the law that the last answer rests on, where the operator has loaded it (npm run -s law -- import).
import { type Basis, type LawText, lawText } from '../../kb/index.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

const WANTED = 'kb.lawText'
/** A chat window holds no more at once; the rest stands in the law. */
const TEXTS_MAX = 3

async function loaded({ input }: Turn, basis: readonly Basis[]): Promise<LawText[]> {
  const texts: LawText[] = []
  for (const { law, article } of basis.slice(0, TEXTS_MAX)) {
    const text = await lawText(input.db, law, article)
    if (text) texts.push(text)
  }
  return texts
}

/** The tap, where there is a text to show. */
export async function lawTextOffer(turn: Turn, basis: readonly Basis[]): Promise<string[]> {
  return (await loaded(turn, basis)).length > 0 ? [WANTED] : []
}

/** Shows the text where it is asked for after an answer. */
export async function showLawText(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words, services, replies } = turn
  if (memory.frame || !memory.topic || words.pick([WANTED], heard.text) === null) return null
  const texts = await loaded(turn, services.knowledge.article(memory.topic)?.basis ?? [])
  if (texts.length === 0) return null
  const items = texts.map(({ law, article, text }) => replies.say('kb.lawText.item', { law, article, text }))
  return [say('kb.lawText', { items: items.join('\n') })]
}
