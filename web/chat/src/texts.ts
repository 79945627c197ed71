// Every word of the page. What the bot says comes from the server (dialogs/replies).
export const TEXTS = {
  title: '文旅热线助手',
  titleUnread: '有新回复 · 文旅热线助手',
  subtitle: '智能助手 · 举报 投诉 咨询 求助 建议',
  person: '人工',
  personLabel: '转人工客服',
  personSays: '转人工',
  largeTypeOn: '长辈版',
  largeTypeOff: '普通版',
  skipToComposer: '跳到输入框',
  log: '对话内容',
  speakerCitizen: '我说：',
  speakerBot: '助手说：',
  typing: '助手正在输入',
  newConversation: '之前的对话已结束，下面是新的对话',
  choices: '可以点选，也可以直接打字',
  newMessages: '有新回复，点这里看',
  composer: '请写下您的情况',
  placeholder: '请写下您的情况…',
  send: '发送',
  files: {
    add: '添加照片、录音或文件',
    list: '要一起发送的文件',
    sending: (percent: number) => `正在上传 ${percent}%`,
    whole: '已上传，点“发送”发出',
    remove: '去掉',
    removeLabel: (name: string) => `去掉 ${name}`,
    sent: (names: readonly string[]) => `附件：${names.join('、')}`
  },
  tooLong: (left: number) => `还可以写 ${left} 字`,
  delivery: { sending: '发送中', delivered: '已送达', failed: '未送达，点这里重发' },
  connection: {
    connecting: '正在连接…',
    waiting: '连接断开了，正在自动重连。您写的内容会保留。急事可拨打 12345。'
  },
  progress: {
    label: '填写进度',
    filling: (kinds: string) => `正在为您填写：${kinds}`,
    fillingUnknown: '正在为您填写',
    count: (filled: number, missing: number) =>
      missing === 0 ? `已填 ${filled} 项，请核对` : `已填 ${filled} 项，还差 ${missing} 项`,
    filled: '已填',
    missing: '还差'
  },
  filed: {
    heading: (kind: string) => `${kind}已登记`,
    number: '编号',
    copy: '复制编号',
    copied: '已复制',
    copyFailed: '没能复制，请长按编号选取',
    next: '编号请留好。想知道进展，随时在这里说「查进度」。'
  },
  call: (number: string) => `拨打 ${number}`,
  emergency: '紧急情况，点一下就能拨打',
  privacy: {
    open: '隐私说明',
    line: '内容只用于受理您的诉求',
    heading: '隐私说明',
    points: [
      ['处理者', '本市文化和旅游热线的主管单位，联系电话 12345。'],
      ['收集什么', '您在对话里写的内容；需要回复或核实时，还有您的称呼和电话。'],
      ['用来做什么', '登记您的诉求、转给承办单位办理、把结果告诉您，不作他用。'],
      ['怎么保护', '姓名和电话加密保存；举报默认对被举报人保密，也可以匿名。'],
      ['保存多久', '按办理和档案法规需要的期限保存。'],
      ['您的权利', '可以查看、更正、撤回或要求删除：点「人工」说一声，或拨打 12345。']
    ],
    startOver: '清除本页，开始新的对话',
    startOverHint: '用公共电脑时，离开前请点这里。',
    startOverFailed: '暂时连不上，没有清除，请稍后再试。',
    close: '关闭'
  },
  today: '今天',
  yesterday: '昨天'
}

const KIND_WORDS: Record<string, string> = {
  report: '举报',
  complaint: '旅游投诉',
  inquiry: '咨询',
  assistance: '求助',
  suggestion: '意见建议'
}

export const kindWord = (kind: string): string => KIND_WORDS[kind] ?? '诉求'

// By path of the ticket field (WorkOrder of the intake contract); a path below one that stands here takes its words.
const FIELD_WORDS: Record<string, string> = {
  content: '事情经过',
  occurredAt: '什么时候',
  place: '在哪里',
  respondent: '对方是谁',
  'respondent.kind': '对方是做什么的',
  'respondent.person': '涉及的人员',
  'respondent.plateNo': '车牌号',
  'respondent.licenceNo': '许可证号',
  claims: '您的要求',
  amountInvolved: '涉及金额',
  'contract.orderNo': '订单号',
  'contract.peopleCount': '几个人',
  'contract.endDate': '行程哪天结束',
  interest: '替谁反映',
  priorHandling: '是否找过别的部门',
  'requester.name': '您的称呼',
  'requester.phone': '您的电话',
  'requester.address': '您的通信地址',
  'requester.anonymous': '是否匿名',
  'requester.confidential': '是否保密',
  'requester.wantsReply': '是否要答复',
  categoryCode: '问题类别',
  kind: '诉求类型',
  regionCode: '所在地区',
  attachments: '证据材料'
}

/** The friendly word for a field; null for one that a citizen need not hear of. */
export function fieldWord(path: string): string | null {
  for (let found = path; found !== ''; found = found.slice(0, Math.max(0, found.lastIndexOf('.')))) {
    const word = FIELD_WORDS[found]
    if (word !== undefined) return word
  }
  return null
}

const REFUSALS: Record<string, string> = {
  EVIDENCE_EMPTY: '文件是空的，没有上传',
  EVIDENCE_TOO_LARGE: '超过 20 兆，没有上传',
  EVIDENCE_TOO_MANY: '最多 9 个文件，这个没有上传',
  EVIDENCE_TYPE_REFUSED: '这种格式收不了，请发照片、PDF、mp4 或 mp3',
  EVIDENCE_DISGUISED: '文件名和内容对不上，没有收下',
  EVIDENCE_BROKEN: '文件打不开或没传完整，请重选',
  EVIDENCE_INFECTED: '可能带病毒，没有收下'
}

/** Why a file was not taken. */
export const refusalWord = (code: string | null): string => REFUSALS[code ?? ''] ?? '没有传上去，请去掉后重选'

/** 3.2 兆, 480 K. */
export function sizeWord(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} 兆` : `${Math.max(1, Math.round(bytes / 1024))} K`
}
