// "要这个干嘛?": says what the answer is for and that it may be left out; a refusal in the same breath counts.
import { means } from '../heard.ts'
import { fieldOf } from '../intake/fields.ts'
import { runIntake } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export async function why(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words } = turn
  const { question } = memory
  const asksWhy = means(heard, 'why', 0.5) || words.heard('why', heard.plain)
  if (!asksWhy || question === null) return null
  if (question.about === 'confirm' || question.about === 'consent') return [say('why.confirm')]
  if (question.about !== 'field') return null
  const field = fieldOf(question.path)
  if (!field) return null
  const refuses = words.heard('refuse', heard.plain)
  if (!refuses) return [say(field.why)]
  return [say(field.why), ...(await runIntake(turn))]
}
