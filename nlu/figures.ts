// What an evaluation reports.

export interface Figure {
  name: string
  /** Between 0 and 1; null where the data hold nothing to judge by. */
  value: number | null
  /** How many sentences it is counted over. */
  of: number
}

export interface Miss {
  where: string
  what: string
  wanted: string
  got: string
  text: string
}
