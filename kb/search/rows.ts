// Lists of numbers of differing length in two typed arrays: a hundred thousand articles fit in memory.

export interface Rows {
  /** Row r is items[starts[r]] … items[starts[r + 1] - 1]. */
  readonly starts: Uint32Array
  readonly items: Uint32Array
}

export function packRows(rows: readonly Uint32Array[]): Rows {
  const starts = new Uint32Array(rows.length + 1)
  for (const [r, row] of rows.entries()) starts[r + 1] = starts[r]! + row.length
  const items = new Uint32Array(starts[rows.length]!)
  for (const [r, row] of rows.entries()) items.set(row, starts[r])
  return { starts, items }
}

/** Where the item stands in its row, whose items ascend; -1 where it does not. */
export function placeOf({ starts, items }: Rows, row: number, item: number): number {
  let from = starts[row]!
  let to = starts[row + 1]! - 1
  while (from <= to) {
    const middle = (from + to) >> 1
    const found = items[middle]!
    if (found === item) return middle
    if (found < item) from = middle + 1
    else to = middle - 1
  }
  return -1
}
