import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../core/errors.ts'
import { projectRoot } from '../../../core/paths.ts'
import { loadReplies } from '../../../dialogs/replies/replies.ts'
import { loadWords } from '../../../dialogs/words/words.ts'

const folder = path.join(projectRoot, 'dialogs')
const sources = readdirSync(folder, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))
const code = sources.map(source => source.text).join('\n')
const replies = loadReplies()
const words = loadWords()

const literals = new Set([...code.matchAll(/'([a-z]\w*(?:\.[\w]+)+)'/g)].map(match => match[1] ?? ''))
/** `intake.opened.${kind}` and the like: what stands before and behind the blank. */
const templates = [...code.matchAll(/`([a-z]\w*\.[\w.]*)\$\{[^`]*\}([\w.]*)`/g)].map(match => [
  match[1] ?? '',
  match[2] ?? ''
])
const isBuilt = (id: string) => templates.some(([head = '', tail = '']) => id.startsWith(head) && id.endsWith(tail))

describe('replies', () => {
  it('has every sentence that the dialogs name', () => {
    const heads = new Set(replies.ids().map(id => id.split('.')[0]))
    const others = new Set([...words.choiceIds(), ...words.patternIds()])
    const paths = /^(respondent|requester|contract)\./
    const missing = [...literals].filter(
      id =>
        heads.has(id.split('.')[0] ?? '') &&
        !replies.ids().some(other => other.startsWith(`${id}.`)) &&
        !replies.has(id) &&
        !others.has(id) &&
        !paths.test(id) &&
        !id.endsWith('.ts')
    )
    assert.deepEqual(missing, [])
  })

  it('has no sentence that nobody says', () => {
    const whole = new Set([...code.matchAll(/'([a-z]+)'/g)].map(match => match[1]))
    const unused = replies.ids().filter(id => !literals.has(id) && !isBuilt(id) && !whole.has(id))
    assert.deepEqual(unused, [])
  })

  it('keeps all Han text out of the code of the dialogs', () => {
    for (const { name, text } of sources) {
      const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
      assert.doesNotMatch(bare, /\p{Script=Han}/u, name)
    }
  })

  it('promises nothing, speaks no officialese, blames nobody', () => {
    const banned =
      /保证|一定给您|绝对|亲[,，~！]|请知悉|予以|特此|兹|敬请|贵方|您必须|您应该早|您没有按|违规操作|无法受理|不予办理|稍安勿躁|您的错|百分之百|包您/
    for (const id of replies.ids().filter(id => !id.startsWith('law.warn')))
      for (const text of replies.variants(id)) assert.doesNotMatch(text, banned, id)
  })

  it('asks one question at most, at the end', () => {
    const questions = replies.ids().filter(id => /^(intake\.ask|change|again|consent\.ask|emergency\.where)/.test(id))
    for (const id of questions)
      for (const text of replies.variants(id))
        assert.ok(/[？。]$/.test(text) && (text.match(/？/g)?.length ?? 0) <= 2, `${id}: ${text}`)
  })

  it('fills blanks, chooses variants in order, and refuses what is not there', () => {
    assert.equal(replies.say('value.amount', { amount: '3800' }), '3800元')
    const variants = replies.variants('repair.thanks')
    assert.equal(replies.say('repair.thanks', {}, 0), variants[0])
    assert.equal(replies.say('repair.thanks', {}, 1), variants[1])
    assert.equal(replies.say('repair.thanks', {}, variants.length), variants[0])
    const fails = (work: () => unknown, expected: string) =>
      assert.throws(work, (error: unknown) => error instanceof AppError && error.code === expected)
    fails(() => replies.say('no.such'), 'REPLY_UNKNOWN')
    fails(() => replies.say('value.amount'), 'REPLY_VARIABLE_MISSING')
  })

  it('has the replies that clients count on', () => {
    for (const id of [
      'greeting',
      'consent.ask',
      'intake.confirm',
      'intake.filed',
      'kb.answer',
      'kb.clarify',
      'kb.none'
    ])
      assert.ok(replies.has(id), id)
    for (const id of ['handoff.queued', 'handoff.after_hours', 'handoff.joined', 'handoff.ended'])
      assert.ok(replies.has(id), id)
  })
})

describe('words', () => {
  it('has every pattern and choice that the code names, and none that it does not', () => {
    const used = new Set([...code.matchAll(/'([a-z][\w.]*)'/gi)].map(match => match[1] ?? ''))
    const isNamed = (id: string) => used.has(id) || isBuilt(id)
    assert.deepEqual(
      words.choiceIds().filter(id => !isNamed(id)),
      []
    )
    assert.deepEqual(
      words.patternIds().filter(id => !isNamed(id)),
      []
    )
  })

  it('hears a choice by its label and in other words', () => {
    const offered = ['confirm.submit', 'confirm.change', 'confirm.cancel']
    assert.equal(words.pick(offered, '确认提交。'), 'confirm.submit')
    assert.equal(words.pick(offered, '要修改'), 'confirm.change')
    assert.equal(words.pick(offered, '天气不错'), null)
  })

  it('does not take a refusal to submit for submitting', () => {
    for (const text of ['先别提交', '不要提交', '不能确认']) assert.ok(!words.heard('submit', text), text)
    for (const text of ['没有错，辛苦你们', '对，交上去', '核对过了，交吧'])
      assert.ok(!words.heard('submit.not', text), text)
  })
})
