// Lists of numbers of differing length in two typed arrays: a hundred thousand articles fit in memory.

export interface Rows {
  /** Row r is items[starts[r]] … items[starts[r + 1] - 1]. */
  readonly starts: Uint32Array
  readonly items: Uint32Array
}

export function packRows(rows: readonly (readonly number[])[]): Rows {
  const starts = new Uint32Array(rows.length + 1)
  let size = 0
  for (const [r, row] of rows.entries()) {
    starts[r] = size
    size += row.length
  }
  starts[rows.length] = size
  const items = new Uint32Array(size)
  for (const [r, row] of rows.entries()) items.set(row, starts[r])
  return { starts, items }
}
