// Full-width letters and digits as half-width ones at the same length, so that offsets stay those of the raw text.
const FULL_WIDTH = /[\uff01-\uff5e\u3000\u2010-\u2015\u2212]/g

/**
 * The raw text with full-width ASCII and the many dashes made plain. Codes, phones and addresses of the net are read
 * off this and not off the normalised text: pinyin and typo repair must never touch them.
 */
export function halfWidth(raw: string): string {
  return raw.replace(FULL_WIDTH, sign => {
    if (sign === '\u3000') return ' '
    return sign < '\uff01' ? '-' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)
  })
}
