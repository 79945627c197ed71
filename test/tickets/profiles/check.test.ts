import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../../core/paths.ts'
import { loadProfile, mappedExample, profileFaults, profileFile, shippedProfiles } from '../../../tickets/index.ts'

const county = readFileSync(profileFile('county'), 'utf8')
const province = readFileSync(profileFile('province'), 'utf8')

/** Each plants one fault; the line where it stands is found by the text that replaced. */
const PLANTED: [string, string, string, string, RegExp][] = [
  [
    'a field of ours that is none',
    county,
    'from: requester.name',
    'from: requestr.name',
    /did you mean requester\.name\?/
  ],
  [
    'a field of an answer that is none',
    county,
    'receivedAt: { from: data.createdAt',
    'recievedAt: { from: data.createdAt',
    /did you mean receivedAt\?/
  ],
  [
    'a blank in a path',
    county,
    'external/{ticketNo}',
    'external/{ticketNumber}',
    /\{ticketNumber\} is no field of ours/
  ],
  [
    'a blank in a text',
    county,
    '发生时间:{occurredAt.text}',
    '发生时间:{occuredAt.text}',
    /did you mean occurredAt\.text\?/
  ],
  ['a table that is not there', county, 'table: urgency', 'table: urgencies', /did you mean urgency\?/],
  ['a table with a gap', county, 'urgent: 紧急, critical: 特急', 'urgent: 紧急', /no code for critical/],
  ['a code of ours that is none', county, 'inquiry: 咨询', 'enquiry: 咨询', /did you mean inquiry\?/],
  ['a status of ours that is none', county, 'accepted: ACCEPTED', 'acepted: ACCEPTED', /did you mean accepted\?/],
  [
    'one code for two states',
    county,
    'returned: RETURNED',
    'returned: PROCESSING',
    /PROCESSING stands for two of ours/
  ],
  ['an event without its number', county, 'seq: { from: changeId, as: number }', '', /does not say where seq stands/],
  [
    'a status that would be guessed',
    county,
    'status: { from: ticketStatus, table: status }',
    'status: { from: ticketStatus, table: status, default: PENDING }',
    /would hide a status/
  ],
  ['two sources of one field', county, 'from: title', 'from: title, value: x', /exactly one of from, value and text/],
  ['a body that is neither', county, 'body: json', 'body: xml', /expected one of "json"\|"form"/],
  [
    'a date without its day',
    county,
    'dateFormat: yyyy-MM-dd HH:mm:ss',
    'dateFormat: yyyy-MM HH:mm',
    /must be iso or name yyyy, MM and dd/
  ],
  [
    'a filing without its number',
    county,
    'externalNo: { from: ticketNo }',
    'externalNo: { from: title }',
    /does not send ticketNo/
  ],
  ['a signature over less than the body', province, '&{body}', '', /does not sign the body/],
  ['a signature with an unknown blank', province, '{nonce}&', '{nonse}&', /did you mean nonce\?/],
  [
    'a callback outside its place',
    province,
    'path: /intake/callback/province',
    'path: /admin',
    /must be below \/intake\//
  ],
  ['broken YAML', county, 'tables:', 'tables: [', /./]
]

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

describe('the check of a profile', () => {
  it('finds nothing in those that ship', () => {
    assert.deepEqual(shippedProfiles(), ['county', 'native', 'province'])
    for (const name of shippedProfiles()) assert.equal(loadProfile(name).name, name)
  })

  for (const [what, text, right, wrong, message] of PLANTED) {
    it(`finds ${what}, with path and hint`, () => {
      assert.ok(text.includes(right), `${right} stands in the profile`)
      const { profile, faults } = profileFaults(text.replace(right, wrong))
      assert.equal(profile, null)
      assert.match(faults.join('\n'), message)
    })
  }

  it('names the line', () => {
    const { faults } = profileFaults(county.replace('from: requester.phone', 'from: requester.fone'))
    const line = lineOf(county, 'contactPhone:')
    assert.deepEqual(faults, [
      `line ${line}: operations.create.request.contactPhone: requester.fone is no field of ours here; did you mean requester.phone?`
    ])
  })

  it('says which words it does not know', () => {
    const { faults } = profileFaults(county.replace('signing:', 'signin:'))
    assert.match(faults.join(), /does not know signin; did you mean signing\?/)
  })

  it('names the profile that was meant', () => {
    assert.throws(() => loadProfile('contry'), /did you mean county\?/)
  })

  it('shows how a ticket, an answer and a callback are read', () => {
    const shown = JSON.stringify(mappedExample(loadProfile('province'), 480))
    for (const words of [
      'create: POST /gdgl/tj',
      '\\"sqlx\\": \\"1\\"',
      '\\"jjcd\\": 1',
      '20260501090100',
      'result.gdbh → workOrderNo',
      'callback: POST {PUBLIC_URL}/intake/callback/province (form, hmac)',
      '已受理 = accepted'
    ]) {
      assert.ok(shown.includes(words), `${words} in\n${shown}`)
    }
  })

  it('fails at the command line with file, line and hint', function () {
    this.timeout(30_000)
    const folder = mkdtempSync(path.join(os.tmpdir(), 'profile-'))
    try {
      const file = path.join(folder, 'mine.yaml')
      writeFileSync(file, county.replace('from: title', 'from: titel'))
      const { status, stdout } = spawnSync(
        process.execPath,
        ['--import', 'tsx', path.join(projectRoot, 'scripts/intake.ts'), 'check', file],
        { cwd: projectRoot, encoding: 'utf8' }
      )
      assert.equal(status, 1)
      assert.match(
        stdout,
        /^mine\.yaml line \d+: operations\.create\.request\.appealSubject: titel is no field of ours here; did you mean title\?/m
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
