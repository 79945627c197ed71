import { strict as assert } from 'node:assert'
import { openKnowledge } from '../../../kb/index.ts'
import { buildIndex } from '../../../kb/search/article-index.ts'
import { learnDecision, learnOrder } from '../../../kb/search/learn.ts'
import { createOurs } from '../../../kb/search/ours.ts'
import { formsOf } from '../../../kb/search/question-forms.ts'
import { loadRanking } from '../../../kb/search/ranking.ts'
import { createSearch } from '../../../kb/search/search.ts'
import { createVocabulary } from '../../../kb/search/vocabulary.ts'

const now = new Date('2026-11-24T02:00:00Z')
const article = (title: string, asks: string[]) => ({ title, asks, keywords: [title.slice(0, 2)], answer: title })
const SMALL = [
  article('旅游投诉多久能处理完', ['投诉要等几天才有结果', '多长时间给答复']),
  article('旅游投诉最晚什么时候提', ['回来三个月还能投诉吗', '投诉有没有时间限制']),
  article('导游索要小费怎么办', ['导游要红包', '小费必须给吗'])
]
const everything = () => true

describe('search', () => {
  const search = createSearch(buildIndex(SMALL, [['今天会不会下雨', '天气怎么样']]), SMALL.length, loadRanking())

  it('puts the article first whose questions are most like the one asked', () => {
    assert.equal(search('导游非要收小费', everything).ranked[0]?.article, 2)
    assert.equal(search('我这投诉多久有个结果', everything).ranked[0]?.article, 0)
    assert.equal(search('过了三个月再投诉行不行', everything).ranked[0]?.article, 1)
  })

  it('still finds it in pinyin, with a homophone and in Traditional script', () => {
    for (const question of ['daoyou yao xiaofei', '导游要小废', '導遊要小費'])
      assert.equal(search(question, everything).ranked[0]?.article, 2, question)
  })

  it('leaves out what may not be served before anything is ranked', () => {
    const { ranked } = search('导游非要收小费', entry => entry !== 2)
    assert.ok(ranked.every(({ article: found }) => found !== 2))
  })

  it('is surer of what is asked like its own questions than of a matter that is not ours or of no word at all', () => {
    const own = search('投诉要等几天才有结果', everything)
    const other = search('今天会不会下雨', everything)
    assert.ok(own.probability > other.probability)
    assert.ok(own.evidence.ours > other.evidence.ours)
    assert.ok(search('qqq', everything).probability < 0.2)
  })

  it('reads an unchanged article only once', () => {
    let read = 0
    const vocabulary = createVocabulary(text => {
      read++
      return { text, terms: [`w${text}`], forms: 0 }
    })
    buildIndex(SMALL, [], vocabulary)
    const first = read
    buildIndex([...SMALL.slice(1), article('博物馆开门时间', ['几点开门'])], [], vocabulary)
    assert.equal(read - first, 4)
  })
})

describe('what a question asks for', () => {
  it('tells how long from how much and from who', () => {
    const [long, much, who] = ['投诉多久有结果', '罚款罚多少', '这事归谁管'].map(formsOf)
    assert.ok(long !== much && much !== who && long !== who)
    assert.equal(formsOf('您好'), 0)
  })

  it('hears whether it sounds like one of ours', () => {
    const ours = createOurs(['导游强迫购物怎么办', '旅行社不退钱怎么办'], ['今天还有票没', '推荐一家好吃的'])
    assert.ok(ours('酒店不退钱怎么办') > 0)
    assert.ok(ours('今天还有房没') < 0)
  })
})

describe('learning', () => {
  it('weighs up the measure by which right candidates stand out', () => {
    const rows = [Float64Array.of(0.9, 0.5), Float64Array.of(0.1, 0.5)]
    const [first, second] = learnOrder([{ rows, isRight: [true, false], weight: 1 }], 2)
    assert.ok(first! > 1 && Math.abs(second!) < 1e-6)
  })

  it('gives a probability that rises with the evidence, the same each time', () => {
    const examples = [0.1, 0.2, 0.4, 0.6, 0.8, 0.9].map((x, i) => ({ row: [x], isRight: i === 2 || i > 3, weight: 1 }))
    const { weights, bias } = learnDecision(examples)
    assert.ok(weights[0]! > 0)
    assert.deepEqual(learnDecision(examples), { weights, bias })
  })
})

describe('the committed base', () => {
  const knowledge = openKnowledge()

  it('answers what editors wrote, with its basis', () => {
    const { outcome, articleId, basis } = knowledge.ask('旅游投诉多久给答复', { now })
    assert.equal(outcome, 'answer')
    assert.equal(articleId, 'complaint-60-days')
    assert.ok(basis.length > 0)
  })

  it('says none, and cites nothing, where nobody here can know', () => {
    for (const question of ['今天玉龙雪山排队要多久', '局长家住哪里', '写一首诗', '身份证丢了怎么补办']) {
      const { outcome, basis, answer } = knowledge.ask(question, { now })
      assert.notEqual(outcome, 'answer', question)
      assert.deepEqual({ basis, answer }, { basis: [], answer: null })
    }
  })

  it('leads from a retired id to the article that replaced it', () => {
    assert.equal(knowledge.article('guide-pay')?.id, 'guide-rights')
    assert.equal(knowledge.article('no-such-article'), null)
  })

  it('answers each of several questions in one message', () => {
    const parts = knowledge.askAll('旅游投诉要收费吗?多久能处理完?', { now })
    assert.deepEqual(
      parts.map(({ answer }) => answer.articleId),
      ['complaint-who-pays', 'complaint-60-days']
    )
  })
})
