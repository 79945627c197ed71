// GB/T 2260 down to the county, from the table of @vant/area-data 2.1.
import { areaList } from '@vant/area-data'

const names = new Map(
  [areaList.province_list, areaList.city_list, areaList.county_list].flatMap(list => Object.entries(list))
)

/** True for a province, city or county code (six digits). */
export function isRegionCode(code: string): boolean {
  return names.has(code)
}

export function regionName(code: string): string | null {
  return names.get(code) ?? null
}
