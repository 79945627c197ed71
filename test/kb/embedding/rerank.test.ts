import assert from 'node:assert/strict'
import { fixedClock } from '../../../core/clock.ts'
import { createEmbed, createRerank, type KnowledgeAnswer, openKnowledge, type Rerank } from '../../../kb/index.ts'
import { createUnderstand } from '../../../nlu/index.ts'
import { type EmbeddingServer, startEmbeddingServer } from '../../fakes/embedding-server.ts'
import { listeningLog } from '../../tickets/world.ts'

const [FIRST, SECOND, FAR] = ['museum-ticket-discount', 'museum-no-discount-complaint', 'show-cancel-refund'] as const

describe('an embedding service that orders what words leave open', () => {
  const clock = fixedClock('2026-11-26T10:00:00+08:00')
  const knowledge = openKnowledge()
  const understand = createUnderstand()
  const { lines, log } = listeningLog()
  const title = (id: string) => knowledge.article(id)!.title
  const ids = [...new Set([FIRST, SECOND, FAR].filter(id => knowledge.article(id)))]
  let server: EmbeddingServer
  let rerank: Rerank

  /** What words found: two about as likely, the third far behind. */
  const found = (outcome: 'answer' | 'clarify' | 'none', scores = [0.6, 0.5, 0.1]): KnowledgeAnswer => {
    const candidates = ids.map((articleId, i) => {
      const { title, basis } = knowledge.article(articleId)!
      return { articleId, title, basis, score: scores[i]! }
    })
    const given = knowledge.article(FIRST)!
    const said = { articleId: FIRST, version: null, title: given.title, answer: given.answer, basis: given.basis }
    const nothing = { articleId: null, version: null, title: null, answer: null, basis: [] }
    return {
      outcome,
      ...(outcome === 'answer' ? said : nothing),
      candidates,
      validAsOf: null,
      actions: []
    }
  }

  beforeEach(async () => {
    clock.advance(3_600_000)
    lines.length = 0
    server = await startEmbeddingServer(text =>
      text.startsWith(title(SECOND)) || text.includes('不给') ? [3, 1] : [1, 3]
    )
    const settings = { url: server.url, model: 'small', key: 'k', timeoutMs: 200 }
    rerank = createRerank({
      knowledge,
      embed: createEmbed(settings, { clock, log }),
      entitiesIn: text => understand(text, { now: clock.now(), offsetMinutes: 480, regionCode: '530700' }).entities
    })
  })
  afterEach(() => server.close())

  it('answers with the article that is nearer, scores in order, and asks about each article once', async () => {
    assert.equal(ids.length, 3)
    const answer = await rerank('博物馆不给我打折', found('answer'))
    assert.equal(answer.articleId, SECOND)
    assert.equal(answer.answer, knowledge.article(SECOND)!.answer)
    assert.deepEqual(
      answer.candidates.map(({ articleId, score }) => [articleId, score]),
      [
        [SECOND, 0.6],
        [FIRST, 0.5],
        [FAR, 0.1]
      ]
    )
    assert.equal((await rerank('博物馆半价票哪些人有', found('answer'))).articleId, FIRST)
    assert.deepEqual(
      server.sent.map(({ length }) => length),
      [3, 1]
    )
    assert.deepEqual(server.authorization, ['Bearer k', 'Bearer k'])
  })

  it('orders the choices of a clarifying question, and never answers what words refused', async () => {
    const clarified = await rerank('博物馆不给我打折', found('clarify'))
    assert.deepEqual([clarified.outcome, clarified.candidates[0]?.articleId], ['clarify', SECOND])
    const none = found('none')
    assert.equal(await rerank('博物馆不给我打折', none), none)
    assert.equal(server.sent.length, 1)
  })

  it('is not asked where words are sure', async () => {
    const sure = found('answer', [0.9, 0.3, 0.1])
    assert.equal(await rerank('博物馆不给我打折', sure), sure)
    assert.deepEqual(server.sent, [])
  })

  it('is sent nobody’s name, number or door', async () => {
    await rerank(
      '我叫木春燕,电话13800001234,住滨河小区3栋2单元501,导游和志强的身份证530702198001010011,博物馆不给打折咋办',
      found('answer')
    )
    const [question] = server.sent[0]!
    assert.match(question!, /博物馆不给打折咋办/)
    assert.doesNotMatch(question!, /木春燕|13800001234|滨河小区|和志强|530702/)
  })

  for (const mode of ['slow', 'error', 'garbage', 'short', 'hole'] as const)
    it(`leaves the order by words where it fails: ${mode}`, async () => {
      server.mode = mode
      const answer = found('answer')
      assert.equal(await rerank('博物馆不给我打折', answer), answer)
      assert.equal(server.sent.length, 1)
    })

  it('is left alone for a minute after three failures, then tried once, and used again when it is back', async () => {
    server.mode = 'error'
    const ask = () => rerank('博物馆不给我打折', found('answer'))
    for (let i = 0; i < 6; i++) assert.equal((await ask()).articleId, FIRST)
    assert.equal(server.sent.length, 3)
    assert.equal(lines.filter(line => line.includes('does not answer')).length, 1)
    clock.advance(61_000)
    await Promise.all([ask(), ask()])
    assert.equal(server.sent.length, 4, 'one tries')
    server.mode = 'ok'
    await ask()
    assert.equal(server.sent.length, 4)
    clock.advance(61_000)
    assert.equal((await ask()).articleId, SECOND)
    assert.equal((await ask()).articleId, SECOND)
    assert.equal(server.sent.length, 6)
    assert.doesNotMatch(lines.join('\n'), /博物馆/)
  })

  it('that is not there at all changes nothing', async () => {
    await server.close()
    const answer = found('answer')
    assert.equal(await rerank('博物馆不给我打折', answer), answer)
    server = await startEmbeddingServer(() => [1])
  })
})
