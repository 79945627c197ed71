import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../../../../core/paths.ts'
import { fieldWord, kindWord } from '../../../../web/chat/src/texts.ts'
import { dayWord, isNewDay } from '../../../../web/chat/src/ui/days.ts'
import { textWithoutTickets } from '../../../../web/chat/src/ui/filed-text.ts'
import { emergencyNumbers, phoneParts } from '../../../../web/chat/src/ui/phone-links.ts'

const links = (text: string, isEmergency = false) =>
  phoneParts(text, isEmergency).flatMap(({ text: shown, href }) => (href === null ? [] : [`${shown} ${href}`]))

describe('web/chat: numbers to call', () => {
  it('makes the emergency numbers of an emergency reply callable', () => {
    assert.deepEqual(emergencyNumbers('请立刻打120；有人打人就打 110，火警119。再说一遍：120'), ['120', '110', '119'])
  })

  it('does not take sums, counts and longer numbers for a phone', () => {
    assert.deepEqual(links('交了120元，另有110 人，编号WL20261124000110，12345678', true), [])
  })

  it('links hotlines and landlines in any reply, short numbers only in an emergency', () => {
    const text = '可以打12345或者0888-5123456，受伤打120。'
    assert.deepEqual(links(text), ['12345 tel:12345', '0888-5123456 tel:08885123456'])
    assert.equal(links(text, true).length, 3)
  })

  it('loses and adds no character', () => {
    const text = '打120，12345。110'
    assert.equal(
      phoneParts(text, true)
        .map(part => part.text)
        .join(''),
      text
    )
  })
})

describe('web/chat: words of the page', () => {
  it('has a friendly word for every field of a work order that a citizen can fill', () => {
    const file = path.join(projectRoot, 'tickets', 'contract', 'openapi.yaml')
    const properties: Record<string, { properties?: object }> = parse(readFileSync(file, 'utf8')).components.schemas
      .WorkOrder.properties
    const ours = [
      'ticketNo',
      'title',
      'urgency',
      'flags',
      'route',
      'linked',
      'provenance',
      'channel',
      'submittedAt',
      'consent'
    ]
    const paths = Object.entries(properties)
      .filter(([name]) => !ours.includes(name))
      .flatMap(([name, { properties: inner }]) => (inner ? Object.keys(inner).map(key => `${name}.${key}`) : [name]))
    assert.deepEqual(
      paths.filter(found => !/\.(longitude|latitude|datum|notProvided)$/.test(found) && fieldWord(found) === null),
      []
    )
    assert.equal(fieldWord('linked'), null)
  })

  it('names kinds in Chinese, also one it does not know', () => {
    assert.deepEqual([kindWord('report'), kindWord('complaint'), kindWord('new')], ['举报', '旅游投诉', '诉求'])
  })

  it('leaves the lines out that the ticket cards show', () => {
    const filed = [{ ticketNo: 'WL20261124000001', kind: 'report' }]
    assert.equal(
      textWithoutTickets('登记好了。\n举报，编号 WL20261124000001\n会有人联系您。', filed),
      '登记好了。\n会有人联系您。'
    )
  })

  it('says today and yesterday by calendar day', () => {
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()
    assert.equal(dayWord(at(24, 0), at(24, 23)), '今天')
    assert.equal(dayWord(at(23, 23), at(24, 0)), '昨天')
    assert.match(dayWord(at(20, 12), at(24, 0)), /11月20日/)
    assert.equal(isNewDay(at(24, 0), at(23, 23)), true)
    assert.equal(isNewDay(at(24, 23), at(24, 0)), false)
  })
})
