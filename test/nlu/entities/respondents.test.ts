import assert from 'node:assert/strict'
import { entitiesOf } from './reading.ts'

describe('nlu/entities/respondent: who is named, and of which kind', () => {
  const rows: readonly (readonly [text: string, name: string, kind: string])[] = [
    ['我上周六参加康途旅行社的团', '康途旅行社', 'travel_agency'],
    ['我报了云上假期旅行社的团,导游骂人', '云上假期旅行社', 'travel_agency'],
    ['举报月下时光民宿', '月下时光民宿', 'lodging'],
    ['古城里那家阿婆银店缺斤少两', '阿婆银店', 'shop'],
    ['锦帆旅行社每人收了30元保险费', '锦帆旅行社', 'travel_agency'],
    ['云帆旅形社把火车票买错了', '云帆旅形社', 'travel_agency'],
    ['跟银河假期旅行社去香格里拉', '银河假期旅行社', 'travel_agency'],
    ['找昌盛国旅报的名', '昌盛国旅', 'travel_agency'],
    ['举报人民路的星空网吧', '星空网吧', 'internet_cafe'],
    ['极速网咖昨晚让小孩上网', '极速网咖', 'internet_cafe'],
    ['前天晚上七点那场，长庚影成3号厅', '长庚影成', 'cinema'],
    ['店名拾夜私影', '拾夜私影', 'cinema'],
    ['某直播间，账号叫夜航船读书', '夜航船读书', 'online_culture'],
    ['到店才说池子在检修，青螺湾酒店，11月14日入住', '青螺湾酒店', 'lodging'],
    ['在束河古镇的听松客栈订了两晚', '听松客栈', 'lodging'],
    ['云岭听松客栈不退钱', '云岭听松客栈', 'lodging'],
    ['昨天退订听松客栈被扣了钱', '听松客栈', 'lodging'],
    ['叫“水岸星辰”的客栈不退钱', '水岸星辰', 'lodging'],
    ['昨天在桃花井火锅鸡充了五百', '桃花井火锅鸡', 'catering'],
    ['業者為鷺行包車', '鷺行包車', 'transport'],
    ['驰野租车的人说有划痕', '驰野租车', 'transport'],
    ['票面上印的主办是雪脉演艺公司', '雪脉演艺公司', 'performance'],
    ['火箭兔电玩城让学生投币', '火箭兔电玩城', 'entertainment_venue'],
    ['蓝月亮量贩KTV放违禁歌曲', '蓝月亮量贩KTV', 'entertainment_venue'],
    ['砚池画廊卖仿冒字画', '砚池画廊', 'art_business'],
    ['利群印务夜班偷印课本', '利群印务', 'bookshop_publisher'],
    ['福来副食店卖盗版光盘', '福来副食店', 'shop'],
    ['在携程订的酒店取消不了', '携程', 'online_travel'],
    ['大麦网不给退票', '大麦网', 'performance'],
    ['投诉赤鹿山景区', '赤鹿山景区', 'scenic_spot'],
    ['幽冥密室逃脱只有一个出口', '幽冥密室逃脱', 'scripted_entertainment'],
    ['漫野房车露营地断电断暖', '漫野房车露营地', 'lodging'],
    ['我要投诉大研花巷客栈', '大研花巷客栈', 'lodging'],
    ['举报皇家一号会所消防通道锁着', '皇家一号会所', 'entertainment_venue'],
    ['第七幕剧本杀馆接待小学生', '第七幕剧本杀馆', 'scripted_entertainment'],
    ['第五空间网咖让小学生上网', '第五空间网咖', 'internet_cafe'],
    ['海底世界旅游公司甩团', '海底世界旅游公司', 'travel_agency'],
    ['玉龙旅游集团乱收费', '玉龙旅游集团', 'travel_agency'],
    ['老街茶叶店卖假普洱', '老街茶叶店', 'shop'],
    ['博物馆文创店不给退', '博物馆文创店', 'shop'],
    ['我在大理石头客栈住了两晚', '大理石头客栈', 'lodging'],
    ['住在束河水巷民宿三天', '束河水巷民宿', 'lodging'],
    ['我住的是御景九号公馆', '御景九号公馆', 'lodging'],
    ['投诉云朵妈妈直播间卖假银器', '云朵妈妈直播间', 'online_culture'],
    ['唱吧唱吧KTV半夜还放学生进去', '唱吧唱吧KTV', 'entertainment_venue'],
    ['坐了金沙旅游车队的车', '金沙旅游车队', 'transport'],
    ['在古城故事酒吧被宰了', '古城故事酒吧', 'entertainment_venue']
  ]
  for (const [text, name, kind] of rows)
    it(`${text} → ${name}`, () => {
      assert.deepEqual(
        entitiesOf('respondent', text).map(({ value }) => value),
        [{ name, kind }]
      )
    })

  for (const text of [
    '一歌厅天天吵到半夜',
    '楼下的KTV太吵',
    '那家旅行社不退钱',
    '导游骂人',
    '当地旅行社的服务很差',
    '五星级酒店就这个样子',
    '居民宿舍楼下跳广场舞',
    '他是商贸旅游学院的学生',
    '请问民宿门口挂的等级牌是谁评的',
    '贷款公司天天打电话',
    '要一份游玩攻略',
    '夫子庙皮影店对面太吵',
    '投诉玉器直播间',
    '头一家客栈'
  ])
    it(`${text} → nobody named`, () => assert.deepEqual(entitiesOf('respondent', text), []))

  it('takes a short answer to the question for the name as the name', () => {
    const [found] = entitiesOf('respondent', '阿妈意', { asks: 'respondent.name' })
    assert.equal(found?.value.name, '阿妈意')
    for (const text of ['不知道', '他们没有旅行社许可证'])
      assert.deepEqual(entitiesOf('respondent', text, { asks: 'respondent.name' }), [])
  })
  it('takes neither an address nor what is said to the bot for the name it asked for', () => {
    const names = (text: string) =>
      entitiesOf('respondent', text, { asks: 'respondent.name' }).map(({ value }) => value.name)
    for (const text of [
      '在大研古城五一街',
      '古城区金虹路',
      '福慧路101号二楼',
      '木府旁边',
      '束河古镇',
      '取消',
      '转人工'
    ])
      assert.deepEqual(names(text), [], text)
    for (const text of ['在水一方', '玉龙雪山', '万达广场']) assert.deepEqual(names(text), [text])
  })
})

describe('nlu/entities/person', () => {
  const rows: readonly (readonly [text: string, name: string, role: string])[] = [
    ['我叫文素，电话13600000206', '文素', 'requester'],
    ['我姓王', '王', 'requester'],
    ['没找过别的部门，计云舟，13600000106', '计云舟', 'requester'],
    ['导游小李骂人', '小李', 'guide'],
    ['司机王师傅绕路', '王师傅', 'driver']
  ]
  for (const [text, name, role] of rows)
    it(`${text} → ${name}, ${role}`, () => {
      assert.deepEqual(
        entitiesOf('person', text).map(({ value }) => value),
        [{ name, role }]
      )
    })
  it('takes the answer to the question for the name, but no refusal', () => {
    assert.equal(entitiesOf('person', '万春晖', { asks: 'requester.name' })[0]?.value.name, '万春晖')
    assert.equal(entitiesOf('person', '阿四', { asks: 'requester.name' })[0]?.value.name, '阿四')
    assert.deepEqual(entitiesOf('person', '这个不能说', { asks: 'requester.name' }), [])
  })
})
