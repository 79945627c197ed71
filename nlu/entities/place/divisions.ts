// Administrative divisions 行政区划 down to the county, with GB/T 2260 codes (package @vant/area-data).
import { areaList } from '@vant/area-data'

export interface Division {
  code: string
  name: string
  level: 'province' | 'city' | 'county'
}

const MINORITIES =
  '蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族?|各族'
const SUFFIX = new RegExp(`(?:(?:${MINORITIES})*自治[区州县旗]|特别行政区|地区|林区|[省市区县盟旗州])$`)
const MINORITY_TAIL = new RegExp(`(?:${MINORITIES})+$`)
/** Short names that are ordinary words, or so common inside others, that they need their suffix. */
const NEEDS_SUFFIX = new Set(
  '城 市 郊 河 和 南 北 东 西 桥 新 矿 江 合作 城关 新城 新华 和平 中山 河东 河西 桥东 桥西 城中 城北 城东 城西 江东 江北 江南 港口 东方 西湖 朝阳 长安 鼓楼 东风 普通 安定 永定 平安 吉利 宣传 建设 解放 青年 前进 向阳 胜利 友谊 工农 南山 东山 西山 宝山 金山 铁山 铁西 铁东 双桥 天桥 二七 红旗 振兴 郊区 天元 雨花 太平 大东 站前 凤凰 金沙 长寿 万年 安全 资源 公安 通道 开放 高明 文明 大通 大安 三台 龙山 金川 美兰 秀山 花山 华山 泰山 白云 青山 东湖 南湖 八一 天河 玄武 古城 大足 大观 城区 老城 西安区 安居 开发 平原 中原 同安 思明 湖里 清新 清流 明光 新建 新都 锦江 金牛 木兰 延寿 方正 宾县 尚志 五常 虎林 密山 同江 林口 海林 广场 大兴 平顺 长清 历下 市中 天心 开福 芙蓉 大祥 西峰 兴宁 金城 宝塔 新市 头屯河 水磨沟 仙居 天台 长兴 平湖 海盐 庐山 普陀 香洲 金湾 斗门 海珠 盐田 宝安 龙岗 光明 坪山 龙华 云岩 花溪 白塔 文圣 太子河 盘龙 大关 开平 恩平 永安 平和 华安 连城 周宁 柘荣 永和 大名 大厂 和县 庆云 阳信 利津 吉县 蒲县 文水 交口 方山 中阳 清徐 古交 大英'.split(
    ' '
  )
)
function shortOf(name: string): string {
  const stem = name.replace(SUFFIX, '').replace(MINORITY_TAIL, '')
  return stem.length >= 2 ? stem : name
}

let byName: Map<string, Division[]> | null = null
let byCode: Map<string, Division> | null = null

function load(): Map<string, Division[]> {
  const names = new Map<string, Division[]>()
  const codes = new Map<string, Division>()
  const add = (name: string, division: Division) => {
    const list = names.get(name)
    if (!list) names.set(name, [division])
    else if (!list.includes(division)) list.push(division)
  }
  for (const [level, list] of [
    ['province', areaList.province_list],
    ['city', areaList.city_list],
    ['county', areaList.county_list]
  ] as const) {
    for (const [code, name] of Object.entries(list)) {
      const division: Division = { code, name, level }
      codes.set(code, division)
      // 直辖县级 and such are headings of the table, not places
      if (/^(?:县|市辖区|省直辖县|自治区直辖县级行政区划|省直辖县级行政区划)$/.test(name)) continue
      add(name, division)
      const short = shortOf(name)
      // districts of a city are hardly ever called without 区, and 北门 or 红桥 mean other things
      const isDistrict = level === 'county' && (/区$/.test(name) || code.startsWith('71'))
      if (short !== name && !isDistrict && !NEEDS_SUFFIX.has(short)) add(short, division)
      // 玉龙纳西族自治县 is called 玉龙县, 大理白族自治州 is called 大理州
      if (/自治县$/.test(name)) add(`${short}县`, division)
      if (/自治州$/.test(name)) add(`${short}州`, division)
      if (/自治区$/.test(name)) add(`${short}自治区`, division)
    }
  }
  byCode = codes
  return names
}

const table = (): Map<string, Division[]> => {
  byName ??= load()
  return byName
}

/** All names, full and short, of divisions. */
export function divisionNames(): ReadonlyMap<string, Division[]> {
  return table()
}

export function divisionOf(code: string): Division | null {
  table()
  return byCode?.get(code) ?? null
}

/** Whether `code` lies within `outer`: 530721 within 530700 within 530000. */
export function isWithin(code: string, outer: string): boolean {
  const stem = outer.replace(/0{2}$/, '').replace(/0{2}$/, '')
  return code.startsWith(stem)
}

/** Of divisions that share a name: the one within `near`, else the highest, else (several counties, no hint) null. */
export function chooseDivision(candidates: readonly Division[], near: string | null): Division | null {
  const within = near ? candidates.filter(({ code }) => isWithin(code, near) && code !== near) : []
  if (within.length === 1) return within[0]!
  if (near && within.length > 1) return within[0]!
  const province = near ? candidates.filter(({ code }) => isWithin(code, `${near.slice(0, 2)}0000`)) : []
  const highest = (['province', 'city', 'county'] as const)
    .map(level => candidates.filter(c => c.level === level))
    .find(list => list.length > 0)!
  if (highest.length === 1) return highest[0]!
  if (province.length === 1) return province[0]!
  // 朝阳区 said alone is Beijing's: of several counties the one in a municipality is the best known
  const municipal = highest.filter(({ code }) => /^(?:11|12|31|50)/.test(code))
  return municipal.length === 1 ? municipal[0]! : null
}
