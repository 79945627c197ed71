// DOMAIN.md section 3, fields 30, 40 and 50: each group of a field has the same leaves.
import { breach, dispute, type FieldEntry, type GroupEntry, open, other } from './category.ts'

const serviceLeaves = {
  '01': open('开放时间、预约'),
  '02': open('借阅、办证'),
  '03': open('设施'),
  '04': open('服务态度'),
  '05': open('无障碍'),
  ...other
}
const heritageLeaves = {
  '01': breach('损坏、盗掘'),
  '02': breach('违规建设'),
  '03': breach('违规买卖'),
  '04': open('展陈'),
  ...other
}
const mediaLeaves = {
  '01': breach('无证'),
  '02': breach('违禁、盗版'),
  '03': breach('卫星接收设施'),
  '04': dispute('影院退票'),
  ...other
}

const group = (code: string, name: string, basis: string[], leaves: GroupEntry['leaves']): GroupEntry => ({
  code,
  name,
  basis,
  leaves
})

const access = ['无障碍环境建设法第三十六条']
const relics = ['文物保护法第二十一条', '文物保护法第二十八条']

export const publicCulture: FieldEntry = {
  code: '30',
  name: '公共文化',
  groups: [
    group('3001', '图书馆', access, serviceLeaves),
    group('3002', '博物馆、美术馆', access, serviceLeaves),
    group('3003', '文化馆、文化站', access, serviceLeaves),
    group('3004', '群众文化活动', access, serviceLeaves)
  ]
}

export const heritage: FieldEntry = {
  code: '40',
  name: '文物非遗',
  groups: [
    group('4001', '文物保护', relics, heritageLeaves),
    group('4002', '文物市场', relics, heritageLeaves),
    group('4003', '非物质文化遗产', ['非物质文化遗产法'], heritageLeaves)
  ]
}

/** Often another bureau's: check the 机构职能 of the city. */
export const media: FieldEntry = {
  code: '50',
  name: '广电、新闻出版、电影',
  groups: [
    group('5001', '广播电视', ['广播电视管理条例'], mediaLeaves),
    group('5002', '出版物', ['出版管理条例'], mediaLeaves),
    group('5003', '电影', ['电影产业促进法'], mediaLeaves)
  ]
}
