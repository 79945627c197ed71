// Pieces of a place: a division, a town, a road with its number, a landmark, a floor, a direction.
export type PlaceKind =
  | 'division'
  | 'town'
  | 'road'
  | 'number'
  | 'landmark'
  | 'sight'
  | 'floor'
  | 'direction'
  | 'foreign'

export interface PlaceAtom {
  /** Offsets into the normalised text. */
  start: number
  end: number
  kind: PlaceKind
  /** Has a name of its own, so that it may stand alone. */
  isNamed: boolean
  /** GB/T 2260 codes that it may have. */
  codes?: readonly string[]
}
