// DOMAIN.md section 3, field 20.
import { breach, breachOrDispute, dispute, type FieldEntry, open, other } from './category.ts'

const tourismLaw = (...articles: string[]) => articles.map(article => `旅游法第${article}条`)

export const tourismMarket: FieldEntry = {
  code: '20',
  name: '旅游市场',
  groups: [
    {
      code: '2001',
      name: '旅行社',
      basis: [
        ...tourismLaw('二十八', '三十二', '三十五', '六十九', '九十五'),
        '旅行社条例第二十七条',
        '旅行社条例第二十八条',
        '旅行社条例第三十三条'
      ],
      leaves: {
        '01': breach('无证经营'),
        '02': breach('不合理低价游'),
        '03': breach('指定购物、另行付费项目'),
        '04': breachOrDispute('擅自变更行程'),
        '05': breach('虚假宣传'),
        '06': dispute('退团退费'),
        '07': dispute('未履约、降低标准'),
        '08': breach('无合同、转团'),
        ...other
      }
    },
    {
      code: '2002',
      name: '导游领队',
      basis: [...tourismLaw('四十', '四十一'), '导游人员管理条例'],
      leaves: {
        '01': breach('无证'),
        '02': breach('私自承揽'),
        '03': breach('索要小费'),
        '04': breachOrDispute('诱骗、强迫购物'),
        '05': breachOrDispute('擅自变更、中止行程'),
        '06': dispute('服务态度'),
        ...other
      }
    },
    {
      code: '2003',
      name: '景区',
      basis: tourismLaw('四十二', '四十三', '四十四'),
      leaves: {
        '01': dispute('门票价格、退票'),
        '02': breach('未公示收费'),
        '03': open('拥挤、限流'),
        '04': open('安全隐患'),
        '05': open('设施卫生'),
        '06': dispute('优待政策'),
        ...other
      }
    },
    {
      code: '2004',
      name: '住宿(酒店、民宿)',
      basis: tourismLaw('四十九', '五十'),
      leaves: { '01': dispute('订单退改'), '02': dispute('虚假宣传、与描述不符'), '03': open('卫生安全'), ...other }
    },
    {
      code: '2005',
      name: '在线旅游(OTA)',
      basis: tourismLaw('四十八', '五十二'),
      leaves: {
        '01': breach('未标明许可'),
        '02': dispute('退改费'),
        '03': dispute('虚假信息'),
        '04': breach('泄露个人信息'),
        ...other
      }
    },
    {
      code: '2006',
      name: '旅游交通、餐饮、购物',
      basis: tourismLaw('三十五', '四十九', '五十三'),
      leaves: { '01': breach('无旅游客运标识'), '02': dispute('购物退货'), '03': dispute('餐饮'), ...other }
    },
    {
      code: '2007',
      name: '出境游、研学及其他业态',
      basis: tourismLaw('二十九', '三十六'),
      leaves: { '01': breach('超范围经营'), '02': dispute('合同纠纷'), ...other }
    }
  ]
}
