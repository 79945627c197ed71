// Orders to the program and requests for other people's data: refused in plain words, noted without the text.

import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function injection(turn: Turn): Speech[] | null {
  const { memory, heard, words, services, input } = turn
  const isOthersData = words.heard('othersData', heard.plain)
  if (!isOthersData && !words.heard('injection', heard.plain)) return null
  services.log.warn('refused request', {
    kind: isOthersData ? 'others_data' : 'injection',
    conversationId: input.conversationId
  })
  const refusal = say(isOthersData ? 'repair.othersData' : 'repair.injection')
  return memory.frame && memory.question ? [refusal, ...resume(turn)] : [refusal]
}
