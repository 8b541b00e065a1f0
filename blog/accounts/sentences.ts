import type { Sentences } from '../http/sentences.ts'

/** What accounts have to say. The first two are the document's own. */
export const sentences: Sentences = {
  email_taken: { 'zh-CN': '用户已存在', en: 'This user already exists' },
  bad_credentials: { 'zh-CN': '用户名或密码错误', en: 'The user name or password is not right' },
  invalid_email: { 'zh-CN': '不是有效的邮箱地址', en: 'Not a valid e-mail address' },
  common_password: { 'zh-CN': '这个密码太常见了', en: 'This password is too common' },
  password_like_account: { 'zh-CN': '密码不能与用户名或邮箱相同', en: 'The password must not be the name or e-mail' },
  invalid_token: { 'zh-CN': '登录凭证无效，请重新登录', en: 'The token is not valid; please log in again' },
  token_expired: { 'zh-CN': '登录已过期，请重新登录', en: 'The log-in has expired; please log in again' },
}
