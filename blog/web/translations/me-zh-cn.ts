/** The words of the pages below `/me` that are about one's own account, in Chinese. */
export const meZhCN = {
  title: '我的账户',
  sessions: {
    title: '已登录的设备',
    lead: '每次登录是一个会话。不认识的，就结束它，然后修改密码。',
    current: '当前设备',
    unknownDevice: '未知设备',
    program: '程序（令牌）',
    since: '登录于',
    seen: '最近使用',
    until: '有效至',
    end: '结束',
    endLabel: (device: string) => `结束会话：${device}`,
    endOthers: '结束其他所有会话',
    endAll: '结束全部会话并退出',
  },
  events: {
    title: '最近的活动',
    lead: '这里记录与账户安全有关的事情。',
    names: {
      registered: '注册',
      registration_refused: '注册被拒绝',
      logged_in: '登录',
      login_failed: '登录失败',
      logged_out: '退出',
      session_ended: '结束一个会话',
      sessions_ended: '结束多个会话',
      refresh_reused: '旧令牌被再次使用，会话已结束',
      email_verified: '确认了邮箱',
      email_change_requested: '请求更换邮箱',
      email_changed: '更换了邮箱',
      password_changed: '更改了密码',
      password_reset_requested: '请求重设密码',
      password_reset: '重设了密码',
    },
  },
}
export type MeMessages = typeof meZhCN
