import type { Replies } from '../replies/replies.ts'

/** A file of the conversation that is not handed in yet. Plain JSON, part of the conversation's state. */
export interface KeptFile {
  id: string
  kind: 'image' | 'video' | 'audio' | 'document'
}

const KINDS = ['image', 'video', 'audio', 'document'] as const

/** "2张照片、1段录音". */
export function countWords(files: readonly KeptFile[], replies: Replies): string {
  return KINDS.flatMap(kind => {
    const count = files.filter(file => file.kind === kind).length
    return count === 0 ? [] : [replies.say(`files.${kind}`, { count: String(count) })]
  }).join(replies.say('value.separator'))
}
