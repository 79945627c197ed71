import assert from 'node:assert/strict'
import { categoryCodes, categoryGroups } from '../../nlu/classify/categories.ts'
import { categories, categoryByCode, isLeaf, routeFor } from '../../tickets/index.ts'

describe('category tree', () => {
  it('has the very codes that understanding has, in the same order', () => {
    assert.deepEqual(
      categories.map(category => category.code),
      categoryCodes
    )
    assert.deepEqual([...new Set(categories.map(category => category.groupCode))], categoryGroups)
  })

  it('gives every leaf a name, and none twice in a group', () => {
    for (const { code, name, groupName, fieldName } of categories) {
      assert.ok(name.length >= 2 && groupName.length >= 2 && fieldName.length >= 2, code)
    }
    const names = categories.map(({ groupCode, name }) => `${groupCode} ${name}`)
    assert.equal(new Set(names).size, names.length)
  })

  it('keeps the marks: a breach is a report, a dispute a complaint, some are both', () => {
    assert.deepEqual(categoryByCode('WL100101')?.kinds, ['report'])
    assert.deepEqual(categoryByCode('WL200401')?.kinds, ['complaint'])
    assert.deepEqual(categoryByCode('WL200204')?.kinds, ['report', 'complaint'])
    assert.deepEqual(categoryByCode('WL300101')?.kinds, [])
    const marked = (kind: 'report' | 'complaint') => categories.filter(({ kinds }) => kinds.includes(kind)).length
    // Counted in DOMAIN.md section 3: * and + of fields 10 and 20, those of 40 and 50 once for each of their groups.
    assert.deepEqual([marked('report'), marked('complaint')], [60, 19])
  })

  it('sends to the police and the fire brigade where the tree says so', () => {
    assert.deepEqual(
      categories.filter(({ emergency }) => emergency).map(({ code, emergency }) => [code, emergency]),
      [
        ['WL100106', '110'],
        ['WL100604', '119']
      ]
    )
  })

  it('knows leaves from groups and from nothing', () => {
    assert.equal(isLeaf('WL200204'), true)
    for (const code of ['WL2002', 'WL200200', 'WL200209', 'WL900199', '200204', '']) {
      assert.equal(isLeaf(code), false, code)
      assert.equal(categoryByCode(code), null, code)
    }
  })
})

describe('routing', () => {
  const cases: [Parameters<typeof routeFor>[0], string, string][] = [
    ['report', 'WL200204', 'enforcement'],
    ['complaint', 'WL200204', 'tourism_complaint'],
    ['inquiry', 'WL600101', 'designated_unit'],
    ['assistance', 'WL200304', 'designated_unit'],
    ['suggestion', 'WL300103', 'designated_unit'],
    ['report', 'WL700101', 'other_authority'],
    ['complaint', 'WL900101', 'other_authority'],
    ['inquiry', 'WL900102', 'other_authority'],
    ['suggestion', 'WL900201', 'designated_unit']
  ]
  for (const [kind, code, body] of cases) {
    it(`sends ${kind} ${code} to ${body}`, () => assert.deepEqual(routeFor(kind, code), { body }))
  }
})
