// Documents are handed in as they are: taking metadata out of them safely means writing them anew. What a citizen's phone puts
// into a PDF is no place; docs/operations.md says what stays.
const TAIL_BYTES = 2048
const HEAD_BYTES = 1024
/** End of central directory of a zip archive (APPNOTE 4.3.16), at most 64 KiB before the end. */
const ZIP_END = Buffer.from([0x50, 0x4b, 0x05, 0x06])
const ZIP_END_BYTES = 22
const ZIP_COMMENT_MAX = 0xffff

/** The document as it is; null where its end is missing. */
export function checkPdf(bytes: Buffer): Buffer | null {
  const head = bytes.subarray(0, HEAD_BYTES).toString('latin1')
  const tail = bytes.subarray(-TAIL_BYTES).toString('latin1')
  return head.includes('%PDF-') && tail.includes('%%EOF') ? bytes : null
}

/** The document as it is; null where the archive is cut off. */
export function checkDocx(bytes: Buffer): Buffer | null {
  const at = bytes.lastIndexOf(ZIP_END)
  if (at < 0 || bytes.length - at > ZIP_END_BYTES + ZIP_COMMENT_MAX || at + ZIP_END_BYTES > bytes.length) return null
  const size = bytes.readUInt32LE(at + 12)
  const start = bytes.readUInt32LE(at + 16)
  return start + size <= at ? bytes : null
}
