// Rows laid end to end in memory that threads share, so that handing thousands of them over costs nothing.
import type { SparseRow } from './linear-model.ts'

/** Row i has the ids and values from starts[i] up to starts[i + 1]. */
export interface PackedRows {
  starts: Int32Array
  ids: Int32Array
  values: Float32Array
}

export function packRows(rows: readonly SparseRow[]): PackedRows {
  const size = rows.reduce((sum, row) => sum + row.ids.length, 0)
  const packed = {
    starts: new Int32Array(new SharedArrayBuffer(4 * (rows.length + 1))),
    ids: new Int32Array(new SharedArrayBuffer(4 * size)),
    values: new Float32Array(new SharedArrayBuffer(4 * size))
  }
  let at = 0
  for (const [i, { ids, values }] of rows.entries()) {
    packed.ids.set(ids, at)
    packed.values.set(values, at)
    at += ids.length
    packed.starts[i + 1] = at
  }
  return packed
}

export function unpackRows({ starts, ids, values }: PackedRows): SparseRow[] {
  return Array.from({ length: starts.length - 1 }, (_, i) => ({
    ids: ids.subarray(starts[i]!, starts[i + 1]!),
    values: values.subarray(starts[i]!, starts[i + 1]!)
  }))
}
