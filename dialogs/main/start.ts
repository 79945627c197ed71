// The taps that a conversation may start with.
import { emptyFrame } from '../intake/frame.ts'
import { resume } from '../intake/intake-dialog.ts'
import { setKinds } from '../intake/kinds.ts'
import { type Speech, say } from '../speech.ts'
import type { Turn } from './turn.ts'

const TAPS = ['start.report', 'start.complaint', 'start.inquiry', 'start.status', 'start.continue'] as const

export function start(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  const label = (id: string) => words.choice(id).label === heard.text.trim()
  const picked = TAPS.find(label)
  if (!picked || memory.frame) return null
  switch (picked) {
    case 'start.report':
    case 'start.complaint': {
      const frame = emptyFrame()
      setKinds(frame, [picked === 'start.report' ? 'report' : 'complaint'])
      memory.frame = frame
      return resume(turn)
    }
    case 'start.inquiry':
      memory.question = null
      return [say('kb.invite')]
    case 'start.status':
      memory.question = { about: 'ticket_number', purpose: 'status' }
      return [say('status.askNumber')]
    case 'start.continue':
      return null
  }
}
