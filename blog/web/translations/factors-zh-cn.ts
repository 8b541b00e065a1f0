/** The words of the pages about second factors, passkeys and confirming who one is, in Chinese. */
export const factorsZhCN = {
  title: '两步验证',
  lead: '密码之外再加一道：登录时还要输入验证器的六位数字，或者使用通行密钥。更改之后，其他设备上的登录都会结束。',
  code: '验证码',
  codeHint: '验证器应用显示的六位数字。',
  recoveryCode: '恢复码',
  recoveryHint: '代替验证码，每个只能用一次。',
  useRecovery: '没有验证器？使用恢复码',
  usePasskey: '使用通行密钥',
  passkeyFailed: '没有完成。请再试一次，或者换一种方式。',
  second: { title: '两步验证', lead: '密码正确。还需要确认是你本人。', submit: '继续登录' },
  confirm: {
    title: '确认是你本人',
    lead: '接下来的操作关系到账户安全，请再确认一次，然后会回到刚才的页面。',
    submit: '确认',
  },
  app: {
    title: '验证器应用',
    off: '手机上的验证器应用每 30 秒显示一个新的六位数字，没有网络也能用。',
    on: '已启用：登录时会要求输入验证码。',
    add: '添加验证器',
    remove: '移除验证器',
    scan: '用验证器应用扫描二维码，再输入它显示的六位数字。',
    qr: '二维码：把密钥交给验证器应用',
    secret: '不能扫描时，手动输入密钥：',
    open: '在这台设备的验证器应用中打开',
    submit: '启用',
  },
  passkeys: {
    title: '通行密钥',
    lead: '用指纹、面容、设备密码或安全密钥登录，不怕钓鱼网站。可以添加多个；能验证你本人的那种，登录时连密码也不用。',
    without: (origin: string) => `通行密钥需要浏览器支持并运行脚本，而且要从 ${origin} 打开本站。`,
    name: '名称',
    nameHint: '方便你日后认出它，比如“手机”。',
    add: '添加通行密钥',
    since: '添加于',
    used: '最近使用',
    backedUp: '已同步',
    remove: '移除',
    removeLabel: (name: string) => `移除通行密钥：${name}`,
  },
  recovery: {
    title: '恢复码',
    left: (left: number) => `还剩 ${left} 个。丢失手机或密钥时，用一个恢复码代替；每个只能用一次。`,
    none: '添加第一种验证方式时会得到十个恢复码，丢失手机或密钥时用它们登录。',
    renew: '生成新的恢复码',
    once: '恢复码只显示这一次。请打印或保存在安全的地方；旧的已作废。',
  },
}

/** What a language must offer: the shape of the Chinese words. */
export type FactorsMessages = typeof factorsZhCN
