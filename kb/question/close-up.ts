// "导 游 要 小 费", "网~吧~": blanks, emoji and ornaments between Han characters say nothing and hide the words.
const BETWEEN_HAN =
  /(?<=\p{Script=Han})[^\S\n]*[\p{Extended_Pictographic}\ufe0f\u200d~～·*_|^-]*[^\S\n]*(?=\p{Script=Han})/gu

/** A question without what stands between its Han characters; line breaks and marks stay. */
export function closeUp(text: string): string {
  return text.replace(BETWEEN_HAN, '')
}
