// Names that people tell of themselves or address others by. Each pattern's first group is what leads to the name and
// stays; what follows is the name. Patterns read half-width text (see masking.ts).

const HAN = '\\p{Script=Han}'

/** The commonest family names (百家姓) and those usual in Yunnan (和, 木, 阿 …). */
const SINGLE =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿木裘亓寸'
const DOUBLE =
  '欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|端木|百里|南宫|呼延|闻人|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|轩辕|钟离|鲜于|闾丘|司空|独孤|拓跋|万俟|赫连|左丘|梁丘|公羊|颛孙|巫马|公西|漆雕|乐正|壤驷|公良|夹谷|宰父|谷梁|段干|羊舌|微生'
const FAMILY = `(?:${DOUBLE}|[${SINGLE}])`

/** What stands behind a name in a running sentence: anything but a character, or a word that goes on. */
const NAME_END = `(?=$|[^${HAN}·•]|[我你您他她要想是的住在来电手联身今年女男先同和与及给于从向被去这叫投举反就即好吧])`
const NAME = `${FAMILY}${HAN}{1,2}?${NAME_END}`
/** 阿依古丽·买买提 */
const DOTTED = `${HAN}{1,10}(?:[·•]${HAN}{1,10})+`
const LATIN = `[A-Za-z][A-Za-z'-]*(?:[ .·]{1,2}[A-Z][A-Za-z'-]*){0,3}`
const NICKNAME = `[小老阿]${HAN}${NAME_END}`

/** Behind 我叫 or 联系人 these begin something else: 我叫他们退钱, 我叫了车, 联系人电话. */
const NO_NAME =
  '(?!他|她|它|你|您|我|了|过|不|没|人|电话|手机|号|方式|信息|谁|什么|姓名|地址|保密|匿名|如下|都|车|救|警|外卖|客服)'
/** Behind 我是 these begin a place, a group or a circumstance: 我是云南人, 我是和家人来的. */
const NO_PERSON =
  '(?!云南|江苏|江西|安徽|吉林|贵州|甘肃|宁夏|海南|南京|南宁|成都|苏州|温州|郑州|沈阳|常州|金华|宁波|安阳|高中|高校|白族|和家|和朋|和老|和孩|和同|和我|和他|和她|和女|和男|和妈|和爸|时候|司机|商家|商户|国内|国家|单身|单位|全家|游客|明天|明年|农民|边疆|门票|车主|路过|连续|应该|向导|当地|家长|学生|老师)'

const patterns = [
  // Told outright; a name of any make is taken, and two or three characters where nothing shows its end.
  `((?:我|本人)(?:的)?(?:名字|名)?(?:就)?(?:叫做?)|(?:姓名|名字|联系人|称呼|投诉人|举报人|反映人|诉求人|申请人|当事人)(?:叫|是|为|[:\\s])*)${NO_NAME}(?:${DOTTED}|${NAME}|${NICKNAME}|${HAN}{2,3}|${LATIN})`,
  `((?:[Mm]y name is|MY NAME IS)\\s+)(?:${LATIN}|${HAN}{2,4})`,
  // 我是 is also said of what one is: only a family name makes it a name.
  `((?:我|本人|这里|我这边)(?:就)?[是系]|本人|叫我(?!们))${NO_PERSON}(?:${NAME}|${NICKNAME})`,
  `((?<!百)姓)(?!名|氏)[:\\s]?${FAMILY}(?:[,\\s]?名${HAN}{1,2})?`,
  `((?:免贵|我|本人)姓)(?!名|氏)[:\\s]?${HAN}`,
  `()${FAMILY}${HAN}{0,2}?(?=先生|女士|小姐|同志)`,
  `(["'](?:name|姓名|联系人)["']\\s*:\\s*["'])[^"']+`
]

export const selfToldNames: readonly RegExp[] = patterns.map(pattern => new RegExp(pattern, 'gu'))
