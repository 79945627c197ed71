/** What everybody writes who writes to a hotline; it tells no two letters apart. */
const COMMON =
  /投诉|举报|反映|咨询|请问|你好|您好|希望|要求|退款|退钱|退费|处理|查处|解决|有关|部门|谢谢|我们?|他们?|是|了|的|在|不|说|就|都|也|还|和|去|给|让|要|有|没|这|那|个|一|到|把|被|又|很/gu

function bigrams(text: string): Set<string> {
  const pieces = new Set<string>()
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{Script=Han}\p{L}\p{N}]+/gu) ?? []
  for (const run of runs) {
    for (const part of run.replace(COMMON, ' ').split(' ')) {
      for (let at = 0; at + 2 <= part.length; at++) pieces.add(part.slice(at, at + 2))
    }
  }
  return pieces
}

/**
 * The share (0 to 1) of the shorter text's character pairs that the other has too; null where one of them says too little
 * to be compared.
 */
export function textLikeness(one: string, other: string): number | null {
  const [a, b] = [bigrams(one), bigrams(other)]
  const [short, long] = a.size <= b.size ? [a, b] : [b, a]
  if (short.size < 4) return null
  let both = 0
  for (const piece of short) if (long.has(piece)) both++
  return both / short.size
}
