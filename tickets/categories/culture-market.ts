// DOMAIN.md section 3, field 10.
import { breach, dispute, type FieldEntry, open, other } from './category.ts'

export const cultureMarket: FieldEntry = {
  code: '10',
  name: '文化市场',
  groups: [
    {
      code: '1001',
      name: '娱乐场所',
      basis: [
        '娱乐场所管理条例第七条',
        '娱乐场所管理条例第十三条',
        '娱乐场所管理条例第十四条',
        '娱乐场所管理条例第二十三条',
        '娱乐场所管理条例第二十八条'
      ],
      leaves: {
        '01': breach('接纳未成年人'),
        '02': breach('凌晨2时至8时营业'),
        '03': breach('违禁内容曲目'),
        '04': breach('无证经营'),
        '05': breach('选址违规'),
        '06': breach('陪侍、赌博、毒品', '110'),
        '07': open('噪音'),
        ...other
      }
    },
    {
      code: '1002',
      name: '上网服务场所',
      basis: [
        '互联网上网服务营业场所管理条例第九条',
        '互联网上网服务营业场所管理条例第十四条',
        '互联网上网服务营业场所管理条例第十八条',
        '互联网上网服务营业场所管理条例第二十一条',
        '互联网上网服务营业场所管理条例第二十二条',
        '互联网上网服务营业场所管理条例第二十三条'
      ],
      leaves: {
        '01': breach('接纳未成年人'),
        '02': breach('超时营业(每日限8时至24时)'),
        '03': breach('不核验登记身份'),
        '04': breach('违禁内容'),
        '05': breach('校园周围200米内设立'),
        '06': breach('赌博'),
        ...other
      }
    },
    {
      code: '1003',
      name: '营业性演出',
      basis: [
        '营业性演出管理条例第十三条',
        '营业性演出管理条例第二十五条',
        '营业性演出管理条例第二十七条',
        '营业性演出管理条例第二十八条',
        '营业性演出管理条例第三十一条'
      ],
      leaves: {
        '01': breach('未经批准'),
        '02': breach('假唱'),
        '03': breach('违禁内容'),
        '04': breach('倒卖、伪造门票'),
        '05': breach('虚假广告'),
        '06': dispute('退票(变更、取消)'),
        '07': breach('超员安全'),
        ...other
      }
    },
    {
      code: '1004',
      name: '艺术品',
      basis: ['艺术品经营管理办法'],
      leaves: { '01': breach('违规经营'), '02': breach('违禁内容'), ...other }
    },
    {
      code: '1005',
      name: '网络文化(音乐、表演、动漫)',
      basis: ['互联网文化管理暂行规定'],
      leaves: { '01': breach('无证'), '02': breach('违禁内容'), '03': breach('未成年人保护'), ...other }
    },
    {
      code: '1006',
      name: '剧本娱乐、密室逃脱',
      basis: ['文旅市场发〔2022〕70号'],
      leaves: {
        '01': breach('未备案'),
        '02': breach('未设适龄提示'),
        '03': breach('违规接待未成年人'),
        '04': open('消防', '119'),
        ...other
      }
    }
  ]
}
