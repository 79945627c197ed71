import assert from 'node:assert/strict'
import { entitiesOf } from './reading.ts'

describe('nlu/entities/place: the longest joined span and its division', () => {
  const rows: readonly (readonly [text: string, place: string, regionCode?: string])[] = [
    ['浙江省杭州市西湖区文三路138号7楼501室', '浙江省杭州市西湖区文三路138号7楼501室', '330106'],
    ['徐汇区虹漕路461号58号楼5楼', '徐汇区虹漕路461号58号楼5楼', '310104'],
    ['北京市朝阳区建国门外大街1号', '北京市朝阳区建国门外大街1号', '110105'],
    ['丽江市玉龙纳西族自治县白沙镇', '丽江市玉龙纳西族自治县白沙镇', '530721'],
    ['在玉龙县滨江大道万家百货四楼', '玉龙县滨江大道万家百货四楼', '530721'],
    ['现文巷的酒吧太吵', '现文巷'],
    ['地址在古城區雲水巷6號', '古城區雲水巷6號', '530702'],
    ['夫子庙皮影店对面', '夫子庙皮影店对面'],
    ['古城大水车旁边', '古城大水车旁边', '530702'],
    ['华坪县石龙坝镇民族路', '华坪县石龙坝镇民族路', '530723'],
    ['腰包落在青岩客运站候车厅了', '青岩客运站候车厅'],
    ['永胜县松坪乡这一片', '永胜县松坪乡这一片', '530722'],
    ['中山路与解放路交叉口', '中山路与解放路交叉口'],
    ['古城南门口有人拉客', '古城南门口'],
    ['北门街18号', '北门街18号'],
    ['吉林省吉林市', '吉林省吉林市', '220200'],
    ['新疆乌鲁木齐市天山区', '新疆乌鲁木齐市天山区', '650102'],
    ['去泰国的团', '泰国'],
    ['民主路15号 里面有人放贷', '民主路15号'],
    ['广西桂林阳朔县西街', '广西桂林阳朔县西街', '450321']
  ]
  for (const [text, place, regionCode] of rows)
    it(`${text} → ${place} ${regionCode ?? ''}`, () => {
      assert.deepEqual(
        entitiesOf('place', text).map(({ value }) => value),
        [regionCode ? { text: place, regionCode } : { text: place }]
      )
    })

  for (const text of ['走在马路上', '合同里没有写', '我是成都人', '我家住昆明市五华区', '普洱茶是假的', '大理石地板'])
    it(`${text} → no place`, () => assert.deepEqual(entitiesOf('place', text), []))

  it('takes an answer to the question for the place as one place', () => {
    const text = '宁蒗县红桥镇街上，加油站隔壁'
    assert.deepEqual(
      entitiesOf('place', text, { asks: 'place' }).map(({ value }) => value),
      [{ text, regionCode: '530724' }]
    )
  })
})
