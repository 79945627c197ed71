// Family names 姓氏: the commonest (百家姓) and those usual in Yunnan (和, 木, 阿 …).
const SINGLE =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿木裘亓寸茶禾庾'
const DOUBLE = '欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|端木|百里|南宫|呼延'

/** Source of a regular expression for one family name. */
export const FAMILY = `(?:${DOUBLE}|[${SINGLE}])`

const BEGINS = new RegExp(`^${FAMILY}`)

/** 王芳, 欧阳修: does the text begin as a name does? */
export function beginsWithFamilyName(text: string): boolean {
  return BEGINS.test(text)
}

const BEGINS_DOUBLE = new RegExp(`^(?:${DOUBLE})`)

/** 欧阳娜娜: only after such a family name four characters are a name. */
export function beginsWithDoubleFamilyName(text: string): boolean {
  return BEGINS_DOUBLE.test(text)
}
