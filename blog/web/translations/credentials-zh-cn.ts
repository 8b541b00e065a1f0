/** The words of the pages about passwords and addresses, in Chinese. */
export const credentialsZhCN = {
  newPassword: '新密码',
  currentPassword: '当前密码',
  own: {
    title: '密码和邮箱',
    verified: '邮箱已确认。',
    unverified: '邮箱还没有确认。',
    verify: '发送确认邮件',
  },
  forgottenLink: '忘记密码？',
  forgotten: {
    title: '忘记密码',
    lead: '输入注册时的邮箱。如果它有账号，会收到一封带链接的邮件。',
    submit: '发送链接',
  },
  letter: {
    title: '请查看邮箱',
    lead: '如果可以，我们已经往你填写的邮箱发了一封邮件，请打开里面的链接。没有收到时，看看垃圾邮件，或稍后再试。',
  },
  reset: {
    title: '设置新密码',
    lead: '设置之后，所有设备上的登录都会结束，请用新密码重新登录。',
    submit: '设置新密码',
  },
  verify: {
    title: '确认邮箱',
    lead: '请输入注册时设置的密码，确认这个邮箱是你的。',
    submit: '确认并登录',
  },
  confirmEmail: {
    title: '确认新邮箱',
    lead: '确认之后请用新邮箱登录，所有设备上的登录都会结束。',
    submit: '使用新邮箱',
  },
  changePassword: {
    title: '更改密码',
    lead: '更改之后，其他设备上的登录都会结束。',
    submit: '更改密码',
  },
  changeEmail: {
    title: '更换邮箱',
    lead: (current: string) => `现在的邮箱是 ${current}。打开发往新邮箱的链接之前，它不会改变。`,
    label: '新邮箱',
    submit: '发送确认链接',
  },
  closed: { title: '不开放注册', lead: '本站目前不接受新用户，已有账号的可以登录。' },
  invite: { title: '凭邀请注册', lead: '注册需要邀请链接，请向站长或朋友索取。' },
  verifyLead: '我们会往你的邮箱发一封邮件，打开里面的链接后就可以发表文章。',
}

/** What a language must offer: the shape of the Chinese words. */
export type CredentialsMessages = typeof credentialsZhCN
