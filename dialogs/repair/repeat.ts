// "再说一遍": the last words again.
import { means } from '../heard.ts'
import type { Turn } from '../main/turn.ts'
import type { Speech } from '../speech.ts'

export function repeat({ memory, heard }: Turn): Speech[] | null {
  if (!means(heard, 'repeat', 0.7) || memory.lastSaid.length === 0) return null
  // what reports a filing is repeated as words, not as a second filing
  return memory.lastSaid.map(({ filed: _, ...speech }) => speech)
}
