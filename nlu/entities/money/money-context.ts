// What tells that a bare number is money: 花了3800, 退我二百四, 票价388, 380一位, 120的梯票; and what tells that it is not.

/** Ways of saying "about" or "in all" between the word and the number. */
const BETWEEN =
  '(?:了|过|走|去|掉|取|钱|回来?|还|给|出|我们?|俺们?|他们?|她|你们?|咱们?|人家|游客|客人|老人|家里|一个人|每个?人|一人|每位|一位|的|是|为|要|才|都|就|只|仅|就要|只要|大概|大约|约|差不多|将近|接近|近|至少|最少|最多|整整|共|一共|总共|合计|高达|达到?|到|在|超过|不到|又|另外?|再|:|,|\\s)'
const VERB =
  '(?:花费?|给|送|赠|炒到?|卖到|涨到?|退到?|降到?|交押?|用|收费?|收取|加收|多收|要价?|开价|喊价|叫价|报价|退款?|退还|退赔|返还?|赔款?|赔偿|补偿|充值?|交|缴纳?|付款?|支付|扣款?|罚款?|卖|售|骗|被骗|补|欠|转账?|坑|宰|掏|刷卡?|索要|索赔|消费|损失|涨价?|优惠|便宜|减免?|降价?|折合|赚|砍|买|租|订金?|押|加价?|写着?|标着?|值|报销|打赏|借|亏|敲诈|讹|勒索|抽)'
const NOUN =
  '(?:费用?|索道|缆车|游船|电瓶车|观光车|住宿|早餐|押金|定金|订金|金额|保证金|奖金|违约金|现金|价格?|票价?|尾款|货款|房款|余款|款项|团款|钱|工资|人均|每人|每位|每个人|一个人|一人|一位|两个人|单人|成人|儿童|老人|学生|小孩|大人|每次|一次|一晚|每晚|一天|每天|一间|每间|一张|每张|一份|每份|一斤|每斤|一杯|一瓶|一桌|一节课?|一小时|每小时|一支|一盘|一套|总价|共计|合计|总计|一共|总共|总额|余额|收入|成本|标价|租金|房租)'
/** Ends right before the number. */
const LED_BY_VERB = new RegExp(`(?<![不没需])${VERB}${BETWEEN}{0,5}$`)
const LED_BY_NOUN = new RegExp(`${NOUN}(?:${BETWEEN}|高|低){0,4}$`)

/** 三晚2640, 四个人一百六, 一碗米线38, 首晚460: so much for so many. */
const LED_BY_COUNT =
  /(?:(?:首|头|第一|[一两二三四五六七八九十]{1,3}|\d{1,3})(?:晚|天|夜|期|节|人|个人|间|张|次|盘|圈|桌|趟|份|杯|瓶|斤|小时|个钟)(?:就|才|是|要|共|一共|收|卖)?|一(?:碗|份|盘|杯|瓶|斤|条|只|桌|壶|串|支|根|件|套|包|盒)[^,。;!?\d\s]{1,6})$/
/** 老人八十四了 tells an age. */
const AGED = /^(?:了|岁|多岁|高龄|周岁)/

/** 380一位, 380/人, 50每次. */
const PER =
  /^\s?(?:\/|每|一|1)\s?(?:个?人|位|次|张|晚|天|间|份|斤|杯|瓶|桌|小时|场|条|年|月|趟|只|盘|套|节|支|车|口|碗|个|台|辆|本|壶|克|两|听|罐|包|盒|圈|里|首|期|课|声|串|根|匹|头|棵|件|幅|平|分钟|顿|桶|克拉)(?![\u4e00-\u9fff]?(?:走|起|块|样))/
/** 120的梯票, 三百手续费, 500不退. */
const NAMED_BEHIND =
  /^\s?(?:的)?(?:[梯门车船机房餐套团通年]?票|房费|房间?(?=[,。]|$)|套餐|团费|团(?=[,。]|$)|押金|定金|订金|违约金|手续费|服务费|小费|保险费|停车费|餐费|差价|罚款|会员卡?|年卡|红包|现金|人民币|赔偿|补偿|被骗|就这么没|打了?水漂|拿不回|要不回|不给?退|没退|退不了|起步|起(?=[,。;!?]|$)|元?打水漂)/

/** What counts something else, or goes on as another number. */
const OTHER_UNIT =
  /^\s?(?:[个人位名年月日号點点时時天次张間间岁歲周楼層层米公里度小分秒级級家平斤克%％‰折条辆輛场座台部本集页頁项只头匹件套份种種届路线線栋幢室房厅廳弄倍口桌瓶杯顿辈代排列尺寸吨站米亩级星集字句遍趟步圈声回晚夜期批组班门扇盏棵颗粒枚滴盘碗箱袋包盒根支把朵双对串串行省市县村镇乡街块]|[cm]?m\b|km|kg|GB?|MB?|TB|\+|[.:/-]\d|年代|多?(?:个|人|位|名|年|天|次|张|间|岁|里|米|平))/i
/** 12345, 110: numbers that are called, not paid. */
const HOTLINES = new Set([12345, 12301, 12315, 12318, 12306, 12308, 12388, 12348])
const CALLED = /(?:打|拨|报|叫|呼|电|线)(?:了|过|通|了?个)?(?:电话|热线)?\s?$/

/** How surely a number without a unit is money: 0 is not at all. `before` and `behind` are what stands around it. */
export function moneyLikelihood(
  before: string,
  behind: string,
  value: number,
  isLong: boolean,
  isSpelledOut = false
): number {
  if (HOTLINES.has(value) || (value >= 110 && value <= 122 && CALLED.test(before))) return 0
  if (isLong && PER.test(behind)) return 0.85
  if (isLong && NAMED_BEHIND.test(behind)) return 0.85
  if (OTHER_UNIT.test(behind)) return 0
  if (!isLong) return 0
  // 普通茶是新茶做旧,八千六,我要退货: alone in its clause
  if (
    isSpelledOut &&
    value >= 100 &&
    /(?:(?<!就|还|都|也)是|写成|写的|改成|改为)\s?$/.test(before) &&
    /^\s?(?:[,。;!?]|$|不是|而)/.test(behind)
  )
    return 0.75
  if (isSpelledOut && value >= 1000 && /^\s?(?:[,。;!?]|$)/.test(behind)) return 0.75
  if (
    isSpelledOut &&
    value >= 100 &&
    /(?:^|[,。;!?:\s])(?:大概|大约|约|差不多|将近|接近|一共|总共)?$/.test(before) &&
    /^\s?(?:左右|上下)?(?:[,。;!?]|$)/.test(behind)
  )
    return 0.75
  if (AGED.test(behind) && value < 110) return 0
  if (LED_BY_NOUN.test(before) || LED_BY_COUNT.test(before)) return 0.88
  return LED_BY_VERB.test(before) ? 0.85 : 0
}
