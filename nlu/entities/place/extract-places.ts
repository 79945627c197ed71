// Places 地点: the longest joined span (玉龙县滨江大道万家百货四楼), its division's code, and not the writer's home.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../../understanding.ts'
import { atRaw, atText, type Taken } from '../found.ts'
import { chooseDivision, type Division, divisionOf, isWithin } from './divisions.ts'
import type { PlaceAtom } from './place-atom.ts'
import { directionLength, innerLength, placeAtoms, roadNumberLength } from './place-atoms.ts'

interface Place {
  start: number
  end: number
  atoms: PlaceAtom[]
  hasTail: boolean
}

const GLUE = /^(?:\s|的|里的?|境内的?|市区|城区|县城|,|·|-)?$/

/** 我家住…, 我是…人, 来自…: where the writer lives is nobody's offence. */
const HOME_BEFORE =
  /(?:(?:我|我们|本人|俺|家里|老家|户口|户籍)(?:一家|全家|家)?(?:是|住|住在|家在|在|来自|家住|老家在?|户籍在?)|家住|来自|籍贯|户籍(?:地|所在地)?(?:是|在|:)?|现住址?(?:是|在|:)?|家庭住址(?:是|:)?|联系地址(?:是|:)?|通讯地址(?:是|:)?|邮寄地址(?:是|:)?|收件地址(?:是|:)?|我的?(?:地址|住址)(?:是|在|:)?|(?:从|打))\s?$/
const HOME_BEHIND =
  /^(?:人(?![民气员工事流山行])|的?(?:游客|市民|居民|村民|老百姓|旅客|业主|住户|退休|户口|户籍|身份证)|过?来的?(?:游客|旅游|玩)?|飞(?:过来|来|丽江|昆明|大理|往|到)?|出发|籍|口音|话)/

/** Joins pieces that stand side by side, then reads on over numbers, floors and directions. */
function join(text: string, atoms: readonly PlaceAtom[]): Place[] {
  const places: Place[] = []
  for (let i = 0; i < atoms.length; i++) {
    const chain = [atoms[i]!]
    let { end } = atoms[i]!
    let hasTail = false
    for (;;) {
      const inner = innerLength(text, end)
      const number = inner === 0 && chain.at(-1)!.kind === 'road' ? roadNumberLength(text, end) : 0
      if (inner + number > 0) {
        end += inner + number
        hasTail = true
        continue
      }
      const direction = directionLength(text, end)
      const next = atoms[i + 1]
      if (
        next &&
        next.start <= end + 2 &&
        next.start >= end &&
        isGlue(text.slice(end, next.start), chain.at(-1)!, next) &&
        mayFollow(chain.at(-1)!, next)
      ) {
        chain.push(next)
        end = next.end
        i++
        continue
      }
      if (direction > 0) {
        const after = atoms[i + 1]
        if (after && after.start < end + direction) {
          // 南门口: the direction's word is itself the next piece
          if (after.start === end) {
            chain.push(after)
            end = after.end
            i++
            hasTail = true
            continue
          }
        }
        const isPlain = /^(?:里|里面|内)$/.test(text.slice(end, end + direction).trim())
        if (!isPlain) end += direction
        hasTail ||= !isPlain
        const following = atoms[i + 1]
        if (!isPlain && following && following.start === end) continue
      }
      break
    }
    places.push({ start: chain[0]!.start, end, atoms: chain, hasTail })
  }
  return places
}

/** 中山路与解放路交叉口: two roads that meet are one place. */
const isGlue = (gap: string, last: PlaceAtom, next: PlaceAtom): boolean =>
  GLUE.test(gap) || (/^[与和]$/.test(gap) && last.kind === 'road' && next.kind === 'road')

const ORDER = ['foreign', 'division', 'town', 'road', 'number', 'sight', 'landmark', 'floor', 'direction']

/** 云南丽江古城区: a division only behind one that holds it; finer pieces behind any coarser one. */
function mayFollow(last: PlaceAtom, next: PlaceAtom): boolean {
  if (next.kind === 'division') {
    if (last.kind !== 'division') return false
    return (last.codes ?? []).some(outer => (next.codes ?? []).some(code => code !== outer && isWithin(code, outer)))
  }
  if (next.kind === 'foreign') return last.kind === 'foreign'
  if (last.kind === 'foreign') return false
  if (next.kind === 'road' && last.kind === 'landmark') return true
  return ORDER.indexOf(next.kind) >= ORDER.indexOf(last.kind) - 2
}

/** Code of the finest division named; a name shared by several is read near the coarser one, else near the city served. */
function regionOf(atoms: readonly PlaceAtom[], regionCode: string | undefined): string | undefined {
  let near: string | null = null
  for (const { codes } of atoms) {
    if (!codes) continue
    const divisions = codes.map(divisionOf).filter(division => division !== null)
    const chosen: Division | null = chooseDivision(divisions, near ?? regionCode ?? null)
    if (chosen && (!near || isWithin(chosen.code, near))) near = chosen.code
  }
  return near ?? undefined
}

/** Asked for the place, all of a short answer from the first place named to the last is meant: 红桥镇街上,加油站隔壁. */
function answeredPlace(source: NormalisedText, places: readonly Entity[], context: UnderstandContext): Entity[] {
  const first = places[0]
  const last = places.at(-1)
  if (context.asks !== 'place' || source.raw.length > LONGEST_ANSWER) return [...places]
  if (first?.type !== 'place' || last?.type !== 'place') {
    const answer =
      /^\s*(?:就?在|地点是?|位置是?|是在?)?\s*([\u3400-\u9fffA-Za-z0-9,，、 ()-]{2,40}?)(?:里面?|这里|那里|那边|附近吧)?[。.!\s]*$/.exec(
        source.raw
      )
    if (!answer || /^(?:不|没|忘|记不|无|跳过|算了|随便|你|怎么|什么|哪)/.test(answer[1]!)) return []
    const start = source.raw.indexOf(answer[1]!)
    const value = { text: answer[1]! }
    return [atRaw(source, { start, end: start + answer[1]!.length }, 'place', value, 0.6)]
  }
  if (first === last) return [first]
  const span = { start: first.start, end: last.end }
  const code = places.map(place => (place.type === 'place' ? place.value.regionCode : undefined)).find(Boolean)
  const value = { text: source.raw.slice(span.start, span.end), ...(code ? { regionCode: code } : {}) }
  return [atRaw(source, span, 'place', value, first.confidence)]
}
const LONGEST_ANSWER = 60

export function extractPlaces(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const { text } = source
  const entities: Entity[] = []
  for (const place of join(text, placeAtoms(source, taken))) {
    const isNamed = place.atoms.some(atom => atom.isNamed)
    if (!isNamed && !((place.hasTail || place.atoms.length > 1) && place.atoms[0]!.kind === 'landmark')) continue
    const before = text.slice(Math.max(0, place.start - 12), place.start)
    if (
      context.asks !== 'place' &&
      (HOME_BEFORE.test(before) || HOME_BEHIND.test(text.slice(place.end, place.end + 6)))
    )
      continue
    const code = regionOf(place.atoms, context.regionCode)
    const { start, end } = source.toRaw(place.start, place.end)
    const value = { text: source.raw.slice(start, end), ...(code ? { regionCode: code } : {}) }
    entities.push(atText(source, place, 'place', value, isNamed ? 0.85 : 0.6))
  }
  return answeredPlace(source, entities, context)
}
