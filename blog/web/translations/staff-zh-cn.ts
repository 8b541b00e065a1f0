/** The words of the page for those who look after the site, in Chinese. */
export const staffZhCN = {
  title: '站务',
  lead: '邀请作者，查看没有寄出的邮件。',
  link: '邀请作者、查看没有寄出的邮件',
  invites: {
    title: '邀请',
    lead: '还没有使用的邀请：',
    none: '没有等待使用的邀请。',
    once: '邀请链接只显示这一次，请现在复制并转交：',
    anybody: '任何人',
    until: '有效至',
    withdraw: '撤回',
    withdrawLabel: (whom: string) => `撤回邀请：${whom}`,
    email: '邮箱（可以不填）',
    emailHint: '填写后只有这个邮箱可以使用；配置了邮件服务器时，链接也会寄过去。',
    days: '有效期',
    make: '生成邀请链接',
  },
  letters: {
    title: '没有寄出的邮件',
    lead: '内容不会显示。邮件服务器恢复后会自动重试。',
    none: '没有滞留的邮件。',
    written: '写于',
    attempts: (count: number) => `已尝试 ${count} 次`,
    again: '下次尝试',
    givenUp: '已放弃',
  },
}
export type StaffMessages = typeof staffZhCN
