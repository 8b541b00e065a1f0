/** The words about logging in with others, in Chinese. */
export const providersZhCN = {
  logIn: (title: string) => `用 ${title} 登录`,
  confirm: (title: string) => `用 ${title} 确认`,
  going: {
    title: (title: string) => `正在前往 ${title}`,
    lead: '登录之后会回到这里。没有自动跳转时，请点下面的按钮。',
    submit: '继续',
  },
  join: {
    title: '完成注册',
    lead: '点下面的按钮，确认这个邮箱是你的并完成注册。请在刚才登录的同一个浏览器里打开。',
    submit: '完成注册',
  },
  own: {
    title: '其他登录方式',
    lead: '关联之后，可以直接用它登录。',
    link: (title: string) => `关联 ${title}`,
    since: '关联于',
    used: '最近使用',
    unlink: '取消关联',
    unlinkLabel: (title: string) => `取消关联：${title}`,
  },
}
export type ProviderMessages = typeof providersZhCN
