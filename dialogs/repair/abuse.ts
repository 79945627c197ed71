// Abuse: answered calmly, once; after that it is passed over and the matter goes on.
import { means } from '../heard.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function abuse(turn: Turn): Speech[] | null {
  const { memory, heard } = turn
  if (!means(heard, 'abuse', memory.frame ? 0.8 : 0.6)) return null
  const reply = memory.isAbuseAnswered ? 'repair.abuse.again' : 'repair.abuse'
  memory.isAbuseAnswered = true
  return memory.frame && memory.question ? [say(reply), ...resume(turn)] : [say(reply, {}, ['agent'])]
}
