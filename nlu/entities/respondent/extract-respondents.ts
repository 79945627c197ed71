// Respondents 被诉主体: who is reported or complained of, by name. Nobody where none is named.
import { actPatternOf } from '../../classify/dialogue-acts.ts'
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../../understanding.ts'
import { atText, type Taken } from '../found.ts'
import { extractPlaces } from '../place/extract-places.ts'
import type { PlaceKind } from '../place/place-atom.ts'
import { placeAtoms } from '../place/place-atoms.ts'
import { accusedSights, NO_PARTY } from './accused-sights.ts'
import { cuedNames, kindByContext } from './cued-names.ts'
import { knownNames } from './known-names.ts'
import { quotedNames } from './quoted-names.ts'
import { type NamedParty, suffixNames } from './suffix-names.ts'

/** The writer's own employer, school or home: 我在…上班, 我是…的员工, 我家住…小区. */
const OWN_BEFORE = /(?:我|本人|我们|我爸|我妈|我老公|我老婆)(?:是|在|就职于|就读于|任职于|来自|家住|住在)\s?$/
const OWN_BEHIND =
  /^(?:上班|工作|就职|任职|教书|读书|上学|当老师|的(?:员工|老师|学生|职工|业主|居民|工作人员|经营者|老板|负责人|店主|会员))/
/** Told only to find the way: 在…对面, …旁边的. */
const LANDMARK_BEHIND = /^(?:的)?(?:正|斜)?(?:对面|旁边?|隔壁|附近|楼下|楼上|门口|路口|边上|后面|前面)/
/** 万家百货四楼, 皮影店对面: the way to somebody else. */
const ONLY_THE_WAY = /^(?:的)?(?:(?:正|斜)?对面|旁边?|隔壁|附近|边上|后面|负?[\d一二三四五六七八九十]{1,3}(?:楼|层))/
/** A park or a square is where it happened, unless its own doings are meant. */
const OPEN_GROUND = /(?:公园|湿地|广场|步行街)$/
const OWN_DOINGS = /^(?:的)?(?:管理|工作人员|保安|售票|门票|收费|不退|不给|乱收|检票|停车|里的?(?:商贩|商户|摊))/
const ADDRESSED_BEFORE = /(?:请|请求|恳请|望|希望|建议|向|给|致|尊敬的?|拨打|联系|咨询|感谢)\s?$/

/** “云上小院”民宿: marks inside a name are none of it. */
const QUOTES = /[“”"「」『』《》]/g

/** Overlapping finds: a cue or a known name that is longer wins, else the first. */
function merge(parties: readonly NamedParty[]): NamedParty[] {
  const sorted = [...parties].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: NamedParty[] = []
  for (const party of sorted) {
    const last = kept.at(-1)
    if (!last || party.start >= last.end) kept.push({ ...party })
    else if (party.end > last.end) {
      // 携程 + 携程租车的…: one name that the other runs on from
      last.end = party.end
      last.kind = party.kind
    }
  }
  return kept
}

/** 不知道, 他们没有旅行社许可证: said about somebody, no name. */
const UNKNOWN =
  /^(?:不|没|无|未|别|随便|算了|跳过|忘|记不|说不|保密|匿名|就这|都|我|你|怎么|什么|哪|谁|好|行|可以|嗯|是|对|否)|没有/

/** 玉龙雪山, 万达广场: where it is and who is meant alike. */
const MAY_BE_RUN = new Set<PlaceKind>(['sight', 'landmark'])

/** 在大研古城五一街, 福慧路101号二楼, 木府旁边: a way to go and nothing else. 在水一方 is a name. */
function isAddress(source: NormalisedText, context: UnderstandContext, taken: Taken, start: number, end: number) {
  const place = extractPlaces(source, context, taken)[0]
  const last = placeAtoms(source, taken).at(-1)
  if (!place || !last) return false
  const answer = source.toRaw(start + (source.text[start] === '在' ? 1 : 0), end)
  if (place.start !== answer.start || place.end !== answer.end) return false
  return !MAY_BE_RUN.has(last.kind) || last.end < end || NO_PARTY.test(source.text.slice(last.start, last.end))
}

/** Asked for the name, a short answer is the name even if nothing in it says so. */
function answeredName(source: NormalisedText, context: UnderstandContext, taken: Taken): NamedParty | null {
  const match =
    /^[\s]*(?:是|叫|就是|名字叫|店名叫?|那家叫|好像是|好像叫|应该是|应该叫|大概是)?[“"「]?([\u3400-\u9fffA-Za-z0-9·&() -]{2,24}?)[”"」]?(?:吧|啊|呀|哦|呢)?[\s。,!]*$/.exec(
      source.text
    )
  if (!match || UNKNOWN.test(match[1]!)) return null
  const start = match[0].indexOf(match[1]!)
  const end = start + match[1]!.trimEnd().length
  // 取消, 转人工: said to us
  if (actPatternOf(source.text.slice(start, end)) || isAddress(source, context, taken, start, end)) return null
  return taken.has(source.toRaw(start, end)) ? null : { start, end, kind: kindByContext(match[1]!), confidence: 0.8 }
}

/** The ways in which a name is found, surest first. */
export const NAME_FINDERS: readonly ((source: NormalisedText, taken: Taken) => NamedParty[])[] = [
  quotedNames,
  cuedNames,
  knownNames,
  suffixNames,
  accusedSights
]

export function extractRespondents(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const { text } = source
  let parties = merge(NAME_FINDERS.flatMap(find => find(source, taken)))
  const isAsked = context.asks === 'respondent.name' || context.asks === 'respondent'
  if (parties.length === 0 && isAsked) {
    const answer = answeredName(source, context, taken)
    if (answer) parties = [answer]
  }
  const entities: Entity[] = []
  for (const party of parties) {
    const before = text.slice(Math.max(0, party.start - 8), party.start)
    const behind = text.slice(party.end, party.end + 8)
    if (OWN_BEFORE.test(before) && OWN_BEHIND.test(behind)) continue
    if (party.kind === 'government_body' && ADDRESSED_BEFORE.test(before)) continue
    if (ONLY_THE_WAY.test(behind)) continue
    const isAccused = /(?:举报|投诉|反映|检举|控告)\s?$/.test(before) || OWN_DOINGS.test(behind)
    if (OPEN_GROUND.test(text.slice(party.start, party.end)) && !isAccused && !isAsked) continue
    const confidence = LANDMARK_BEHIND.test(behind) ? Math.min(0.4, party.confidence) : party.confidence
    // named to find the way only: a place, not who is meant
    if (confidence <= 0.4 && parties.length > 1) continue
    const { start, end } = source.toRaw(party.start, party.end)
    entities.push(
      atText(
        source,
        party,
        'respondent',
        { name: source.raw.slice(start, end).replace(QUOTES, ''), kind: party.kind },
        confidence
      )
    )
  }
  return entities
}
