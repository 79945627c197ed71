import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../../core/paths.ts'

const css = readFileSync(path.join(projectRoot, 'web', 'chat', 'src', 'styles', 'base.css'), 'utf8')

function colours(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? '', value ?? ''])
  )
}

/** WCAG 2.2 relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

// Text on its ground: 4.5; edges and the focus ring beside what they bound: 3 (DOMAIN.md section 9, WCAG 1.4.11).
const TEXT_PAIRS = [
  ['text', 'surface'],
  ['text', 'ground'],
  ['quiet', 'surface'],
  ['quiet', 'ground'],
  ['brand', 'surface'],
  ['brand', 'ground'],
  ['on-brand', 'brand'],
  ['on-tint', 'tint'],
  ['on-alarm', 'alarm'],
  ['on-alarm-tint', 'alarm-tint'],
  ['brand', 'tint']
] as const
const EDGE_PAIRS = [
  ['edge', 'surface'],
  ['brand', 'surface'],
  ['brand', 'line'],
  ['focus', 'surface'],
  ['focus', 'ground'],
  ['focus', 'tint']
] as const

describe('web/chat: contrast', () => {
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
  for (const [scheme, block] of [
    ['light', light],
    ['dark', dark]
  ] as const) {
    const found = colours(block)
    for (const [pairs, least] of [
      [TEXT_PAIRS, 4.5],
      [EDGE_PAIRS, 3]
    ] as const) {
      it(`${scheme}: every pair reaches ${least}:1`, () => {
        const low = pairs
          .map(([one, other]) => ({
            pair: `${one} on ${other}`,
            ratio: contrast(found.get(one) ?? '#000000', found.get(other) ?? '#000000')
          }))
          .filter(({ ratio }) => !(ratio >= least))
        assert.deepEqual(low, [])
      })
    }
  }

  it('computes what WCAG says', () => {
    assert.equal(contrast('#000000', '#ffffff').toFixed(0), '21')
    assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  })
})
