// jieba (结巴分词) with its own dictionary and our domain words.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { domainWords } from '../lexicons/domain-words.ts'

let shared: Jieba | null = null

function jieba(): Jieba {
  if (!shared) {
    shared = Jieba.withDict(dict)
    // frequency high enough that a domain word wins over its parts
    shared.loadDict(
      Buffer.from(
        domainWords()
          .map(word => `${word} 20000 n`)
          .join('\n')
      )
    )
  }
  return shared
}

/** Words over `text`, in order, covering all of it (blanks and punctuation are words of their own). */
export function breakWords(text: string): string[] {
  return text ? jieba().cut(text, false) : []
}
