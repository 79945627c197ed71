import assert from 'node:assert/strict'
import { pureAct, readActs } from '../../../nlu/classify/dialogue-acts.ts'
import { normaliseText } from '../../../nlu/normalise/normalised-text.ts'

const actOf = (text: string, asks: string | null = null) => pureAct(readActs(normaliseText(text).text), asks)

describe('dialogue acts', () => {
  const cases: [string, string][] = [
    ['好的', 'affirm'],
    ['对，没错，提交吧', 'affirm'],
    ['不用了，谢谢', 'deny'],
    ['没有要补充的了', 'deny'],
    ['跳过', 'skip'],
    ['不想说', 'skip'],
    ['记不清了', 'unknown_answer'],
    ['算了，不填了', 'cancel'],
    ['我不投诉了', 'cancel'],
    ['重新来', 'restart'],
    ['再说一遍', 'repeat'],
    ['你刚说啥', 'repeat'],
    ['问这个干嘛', 'why'],
    ['为什么要我电话', 'why'],
    ['你是机器人吗', 'capability'],
    ['转人工', 'agent'],
    ['轉人工客服', 'agent'],
    ['zhuan rengong', 'agent'],
    ['你好，在吗', 'greet'],
    ['谢谢，再见', 'bye'],
    ['查进度', 'status'],
    ['催一下', 'urge'],
    ['撤回投诉', 'withdraw'],
    ['五星好评', 'rate'],
    ['废物', 'abuse']
  ]
  for (const [text, act] of cases) it(`reads ${text} as ${act}`, () => assert.equal(actOf(text), act))

  it('never reads an appeal as an act, whatever words it contains', () => {
    for (const text of [
      '旅行社取消了行程，不退钱',
      '老板说不行就算了',
      '导游让我们重新买票，不给退',
      '我要投诉这家酒店',
      '请问图书馆几点开门',
      '怎么知道祠堂是不是文物'
    ])
      assert.equal(actOf(text), null, text)
  })

  it('takes 好的谢谢 for a yes where a yes was asked for', () => {
    assert.equal(actOf('好的，谢谢', 'confirm'), 'affirm')
    assert.equal(actOf('好的，谢谢'), 'thanks')
  })
})
