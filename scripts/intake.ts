// `npm run -s intake -- check PROFILE`: is a mapping profile right, and what would a ticket look like on the wire?
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { loadProfile, mappedExample, profileFaults, profileFile, shippedProfiles } from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'

const USAGE = 'usage: npm run -s intake -- check PROFILE|FILE.yaml'
const print = (line: string) => process.stdout.write(`${line}\n`)

await runCommand(async () => {
  const [command, name = '', ...more] = process.argv.slice(2)
  if (command !== 'check' || name === '' || more.length > 0) {
    throw new AppError('CONFIG_INVALID', { detail: `${USAGE}; shipped: ${shippedProfiles().join(', ')}` })
  }
  const file = existsSync(profileFile(name)) ? profileFile(name) : path.resolve(name)
  if (!existsSync(file)) loadProfile(name)
  const { profile, faults } = profileFaults(readFileSync(file, 'utf8'))
  for (const fault of faults) print(`${path.basename(file)} ${fault}`)
  if (!profile) return false
  print(`${profile.name}: ${profile.description}`)
  for (const { what, lines } of mappedExample(profile, loadConfig(readEnvironment()).offsetMinutes)) {
    print(`\n${what}`)
    for (const line of lines) print(`  ${line}`)
  }
  return true
})
