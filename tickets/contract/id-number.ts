/** Resident identity card number, GB 11643: region, birthday, serial, check character. */
const ID_NUMBER = /(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The check character of ISO 7064 MOD 11-2: keeps order numbers from being taken for identity cards. */
function hasCheckCharacter(number: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return '10X98765432'[sum % 11] === number[17]?.toUpperCase()
}

/** The text with `mask` in place of each resident identity card number. */
export function maskIdNumbers(text: string, mask: string): string {
  return text.replace(ID_NUMBER, number => (hasCheckCharacter(number) ? mask : number))
}

export function holdsIdNumber(text: string): boolean {
  return maskIdNumbers(text, '') !== text
}
