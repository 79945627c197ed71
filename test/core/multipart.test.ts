import assert from 'node:assert/strict'
import { type Part, readMultipart, writeMultipart } from '../../core/multipart.ts'

const part = (name: string, fileName: string | null, data: Buffer, contentType = ''): Part => ({
  name,
  fileName,
  contentType,
  data
})

describe('multipart/form-data', () => {
  it('reads what it wrote, whatever the bytes', () => {
    const parts = [
      part('file', 'evidence-1.jpg', Buffer.from('a\r\n--b\r\n\r\n\0\xff', 'latin1'), 'image/jpeg'),
      part('sha256', null, Buffer.from('0'.repeat(64))),
      part('empty', 'x', Buffer.alloc(0))
    ]
    const { body, contentType } = writeMultipart(parts)
    assert.deepEqual(readMultipart(body, contentType), parts)
  })

  it('reads what a browser and fetch write, names in Chinese and with a quote', async () => {
    const form = new FormData()
    form.append('activity', new Blob(['{}'], { type: 'application/vnd.microsoft.activity' }))
    form.append('file', new Blob(['bytes']), '收据 "一".jpg')
    const request = new Request('http://form', { method: 'POST', body: form })
    const raw = Buffer.from(await request.arrayBuffer())
    const parts = readMultipart(raw, request.headers.get('content-type') ?? '')
    assert.deepEqual(
      parts?.map(({ name, fileName, contentType, data }) => [name, fileName, contentType, data.toString()]),
      [
        ['activity', 'blob', 'application/vnd.microsoft.activity', '{}'],
        ['file', '收据 "一".jpg', 'application/octet-stream', 'bytes']
      ]
    )
  })

  it('refuses what is none, what is cut off and what has too many parts', () => {
    const { body, contentType } = writeMultipart([part('a', null, Buffer.from('1'))])
    assert.equal(readMultipart(body, 'text/plain'), null)
    assert.equal(readMultipart(Buffer.from('no parts'), contentType), null)
    for (const length of [10, 60, body.length - 30])
      assert.equal(readMultipart(body.subarray(0, length), contentType), null)
    const many = writeMultipart(Array.from({ length: 51 }, (_, n) => part(`p${n}`, null, Buffer.from('1'))))
    assert.equal(readMultipart(many.body, many.contentType), null)
  })
})
