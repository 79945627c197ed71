// mp3: tags before (ID3v2) and behind (ID3v1, APEv2) the sound go.
const ID3V1_BYTES = 128
const APE_BYTES = 32

/** ID3v2 sizes have seven bits a byte. */
function id3v2Bytes(bytes: Buffer, at: number): number {
  if (bytes.toString('latin1', at, at + 3) !== 'ID3' || at + 10 > bytes.length) return 0
  const size = [6, 7, 8, 9].reduce((sum, n) => sum * 128 + ((bytes[at + n] ?? 0) & 0x7f), 0)
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0
  return 10 + size + (hasFooter ? 10 : 0)
}

/** The sound without tags; null where there is none. */
export function stripMp3(bytes: Buffer): Buffer | null {
  let start = 0
  for (let size = id3v2Bytes(bytes, 0); size > 0; size = id3v2Bytes(bytes, start)) start += size
  let end = bytes.length
  if (end - ID3V1_BYTES >= start && bytes.toString('latin1', end - ID3V1_BYTES, end - ID3V1_BYTES + 3) === 'TAG') {
    end -= ID3V1_BYTES
  }
  const apeAt = end - APE_BYTES
  if (apeAt >= start && bytes.toString('latin1', apeAt, apeAt + 8) === 'APETAGEX') {
    end = Math.max(start, end - bytes.readUInt32LE(apeAt + 12))
  }
  // padding behind a tag is common
  while (start < end && bytes[start] === 0) start++
  const isFrame = bytes[start] === 0xff && ((bytes[start + 1] ?? 0) & 0xe0) === 0xe0
  return isFrame && end - start > 4 ? bytes.subarray(start, end) : null
}
