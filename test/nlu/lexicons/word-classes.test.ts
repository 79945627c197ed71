import assert from 'node:assert/strict'
import { classWords, wordClassesIn, wordsOfClasses } from '../../../nlu/lexicons/word-classes.ts'
import { normaliseText } from '../../../nlu/normalise/normalised-text.ts'

describe('word classes', () => {
  it('finds every word of every class', () => {
    const words = wordsOfClasses()
    assert.ok(words.length > 10_000)
    for (const { word, where } of words) assert.equal(classWords(word)[0]?.found, word, where)
  })

  it('takes the longest word at each place, and nothing inside it', () => {
    const [first, second] = classWords('导游证')
    assert.equal(first?.found, '导游证')
    assert.notEqual(second?.found, '导游')
  })

  it('gives a class as often as its words stand there', () => {
    const [name] = wordClassesIn('司机')
    assert.equal(wordClassesIn('司机骂人,司机又骂人').filter(found => found === name).length, 2)
  })

  it('finds nothing in nothing, in signs, and in half a character', () => {
    for (const text of ['', '???', '\ud842', '😀']) assert.deepEqual(wordClassesIn(text), [])
  })

  it('holds words as normalised text spells them', () => {
    const changed = wordsOfClasses().filter(({ word }) => normaliseText(word).text !== word)
    assert.deepEqual(changed, [])
  })
})
