import { strict as assert } from 'node:assert'
import { closeUp } from '../../../kb/question/close-up.ts'

describe('closing up', () => {
  it('takes away what stands between Han characters and says nothing', () => {
    assert.equal(closeUp('导 游 要 小 费 怎 么 办'), '导游要小费怎么办')
    assert.equal(closeUp('网~吧~放~小~孩~上~网'), '网吧放小孩上网')
    assert.equal(closeUp('演唱会😭延期了 💰 怎么退'), '演唱会延期了怎么退')
  })

  it('leaves lines, marks, numbers and letters as they stand', () => {
    for (const text of ['第一件\n第二件', '退房,押金不退', '花了 300 元', 'wo yao tou su', 'KTV 几点关门'])
      assert.equal(closeUp(text), text)
  })
})
