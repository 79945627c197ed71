import { strict as assert } from 'node:assert'
import { seededRandom } from '../../../core/seeded-random.ts'
import { questionFeatures } from '../../../kb/search/features.ts'
import { bySound, misspell } from '../../../kb/search/misspell.ts'
import { createVocabulary } from '../../../kb/search/vocabulary.ts'

const vocabulary = createVocabulary()
vocabulary.read({
  title: '演唱会取消了票怎么退',
  asks: ['演出取消怎么办', '取消以后几天退钱', '买东西的小票丢了'],
  keywords: ['取消'],
  answer: '演出取消的,可以退票。'
})
const read = (question: string) => questionFeatures(question, vocabulary.spelling).text

describe('spelling by the words of the base', () => {
  it('puts right what sounds like a word that several texts hold', () => {
    assert.equal(read('演唱会取肖了'), '演唱会取消了')
  })

  it('leaves alone a word that one text holds, and what stands so in a text', () => {
    assert.equal(read('笑票'), '笑票')
    assert.equal(read('东西的小'), '东西的小')
  })
})

describe('misspelling', () => {
  const homophones = bySound(['取消小孝票'])

  it('is the same each time, changes a character at least, and leaves very short texts alone', () => {
    const one = misspell('演出取消了怎么办', seededRandom(1), homophones)
    assert.equal(misspell('演出取消了怎么办', seededRandom(1), homophones), one)
    const changed = [1, 2, 3, 4, 5, 6].filter(
      seed => misspell('消消消消', seededRandom(seed), homophones) !== '消消消消'
    )
    assert.equal(changed.length, 6)
    assert.equal(misspell('取消', seededRandom(1), homophones), '取消')
  })
})
