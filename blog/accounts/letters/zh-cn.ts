/** The words of letters in Chinese: their shape is what every other language must fill. */
export const zhCN = {
  greeting: (name: string) => `${name}，你好：`,
  ignore: '如果这不是你本人的操作，请忽略这封邮件，什么都不会改变。',
  notYou: '如果这不是你本人的操作，请马上重设密码。',
  holds: (hours: number) => `链接在 ${hours} 小时内有效，只能使用一次。`,
  holdsMinutes: (minutes: number) => `链接在 ${minutes} 分钟内有效，只能使用一次。`,
  verify: {
    subject: '确认你的邮箱，完成注册',
    text: '有人用这个邮箱在 Inkstone 注册。请打开下面的链接，输入注册时设置的密码，完成注册。',
    action: '确认邮箱',
  },
  confirm: {
    subject: '确认你的邮箱',
    text: '请打开下面的链接，输入你的密码，确认这个邮箱是你的。',
    action: '确认邮箱',
  },
  taken: {
    subject: '你已经有账号了',
    text: '有人用这个邮箱在 Inkstone 注册，但这个邮箱已经有账号。直接登录即可；忘记密码可以重设。',
    action: '登录',
  },
  reset: {
    subject: '重设密码',
    text: '有人请求重设你在 Inkstone 的密码。请打开下面的链接设置新密码。',
    action: '设置新密码',
  },
  passwordChanged: {
    subject: '密码已更改',
    text: '你在 Inkstone 的密码刚刚更改，其他设备上的登录都已结束。',
  },
  email: {
    subject: '确认新的邮箱',
    text: '请打开下面的链接，把这个邮箱设为你在 Inkstone 的登录邮箱。',
    action: '确认新邮箱',
  },
  emailRequested: {
    subject: '有人请求更换邮箱',
    text: (address: string) =>
      `有人输入了你的密码，请求把你在 Inkstone 的邮箱换成 ${address}。确认之前，原来的邮箱不变。`,
  },
  emailChanged: {
    subject: '邮箱已更换',
    text: (address: string) => `你在 Inkstone 的邮箱已换成 ${address}，这个地址不能再用来登录。`,
  },
  identity: {
    subject: '确认你的邮箱，完成注册',
    text: '有人用其他网站的账号在 Inkstone 注册，留下了这个邮箱。请在刚才登录的浏览器里打开下面的链接，完成注册。',
    action: '完成注册',
  },
  identityLinked: {
    subject: '关联了新的登录方式',
    text: (issuer: string) => `你在 Inkstone 的账号关联了一个可以用来登录的外部账号：${issuer}。`,
  },
  identityUnlinked: {
    subject: '取消了一种登录方式',
    text: (issuer: string) => `这个外部账号不能再用来登录你在 Inkstone 的账号：${issuer}。`,
  },
  factorAdded: {
    subject: '新增了登录验证方式',
    text: (name: string) => `你在 Inkstone 的账号新增了一种登录验证方式：${name}。其他设备上的登录都已结束。`,
  },
  factorRemoved: {
    subject: '移除了登录验证方式',
    text: (name: string) => `你在 Inkstone 的账号移除了一种登录验证方式：${name}。其他设备上的登录都已结束。`,
  },
  factorsReset: {
    subject: '第二步验证已关闭',
    text: '站长应请求移除了你在 Inkstone 的全部第二步验证方式，登录只需要密码。请登录后重新添加。',
  },
  recoveryCodesMade: {
    subject: '生成了新的恢复码',
    text: '你在 Inkstone 的账号生成了新的恢复码，旧的都已作废。',
  },
  recoveryCodeUsed: {
    subject: '使用了一个恢复码',
    text: (left: string) => `有人用你的一个恢复码通过了 Inkstone 的验证，还剩 ${left} 个。`,
  },
  secondFactorFailed: {
    subject: '有人输对了你的密码',
    text: '有人用正确的密码登录你在 Inkstone 的账号，但多次没有通过第二步验证，没能登录。',
  },
  invite: {
    subject: '邀请你来写博客',
    text: '有人邀请你在 Inkstone 注册。',
    action: '接受邀请',
  },
}

/** What a language must offer: the shape of the Chinese words. */
export type LetterWords = typeof zhCN
