// Where somebody lives or stands, in free text: more telling than a name, and no part of what a matter is about.

/** A position typed or pasted from a map: two numbers of four decimals or more. */
export const POSITION = /\d{1,3}\.\d{4,}\s*[,,、;;\s°EN东经北纬度]{1,6}\s*\d{1,3}\.\d{4,}/gu

/** Somebody's door: a building, staircase or room with its number, and the estate before it. */
export const DOOR =
  /[\p{Script=Han}\w]{0,12}?[\d一二三四五六七八九十百]{1,5}(?:栋|幢|单元|号楼)[\d一二三四五六七八九十百]{0,5}(?:(?:栋|幢|单元|号楼|楼|层|室|户|号)[\d一二三四五六七八九十百]{0,5})*/gu
