// npm run test:accept [-- folder-or-file …]: rewrites the bot lines of transcripts as the bot speaks now, for review.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../core/paths.ts'
import { parseChat } from '../test/transcripts/chat-file.ts'
import { playChat } from '../test/transcripts/play-chat.ts'

function chatFiles(target: string): string[] {
  if (!statSync(target).isDirectory()) return [target]
  return readdirSync(target, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.chat'))
    .map(name => path.join(target, name))
}

async function main(targets: string[]): Promise<void> {
  const folder = path.join(projectRoot, 'test', 'transcripts')
  for (const file of (targets.length > 0 ? targets : [folder]).flatMap(chatFiles).sort()) {
    const source = readFileSync(file, 'utf8')
    const { rewritten, failures, transcript } = await playChat(parseChat(source))
    const wrong = failures.filter(failure => failure.startsWith('>') || failure.startsWith('asked'))
    if (rewritten !== source) writeFileSync(file, rewritten)
    process.stdout.write(`${rewritten === source ? 'same   ' : 'changed'} ${path.relative(folder, file)}\n`)
    if (wrong.length > 0) process.stdout.write(`${transcript}\n  ${wrong.join('\n  ')}\n`)
  }
}

await main(process.argv.slice(2))
