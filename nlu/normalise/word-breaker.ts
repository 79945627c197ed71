// jieba (结巴分词) with its own dictionary and our domain words.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { domainWords } from '../lexicons/domain-words.ts'
import { lexiconTable } from '../lexicons/lexicon-table.ts'

const jieba = lexiconTable(() => {
  const breaker = Jieba.withDict(dict)
  // frequency high enough that a domain word wins over its parts
  breaker.loadDict(
    Buffer.from(
      domainWords()
        .map(word => `${word} 20000 n`)
        .join('\n')
    )
  )
  return breaker
})

/** Is the text one word, and a person's name (jieba's tag nr)? */
export function isNameWord(text: string): boolean {
  const [word, ...more] = jieba().tag(text, false)
  return word?.tag === 'nr' && more.length === 0
}

/** Words over `text`, in order, covering all of it (blanks and punctuation are words of their own). */
export function breakWords(text: string): string[] {
  return text ? jieba().cut(text, false) : []
}
