import type { Sentences } from '../http/sentences.ts'

/** What accounts have to say. The first two are the document's own. */
export const sentences: Sentences = {
  email_taken: { 'zh-CN': '用户已存在', en: 'This user already exists' },
  bad_credentials: { 'zh-CN': '用户名或密码错误', en: 'The user name or password is not right' },
  invalid_email: { 'zh-CN': '不是有效的邮箱地址', en: 'Not a valid e-mail address' },
  common_password: { 'zh-CN': '这个密码太常见了', en: 'This password is too common' },
  password_like_account: { 'zh-CN': '密码不能与用户名或邮箱相同', en: 'The password must not be the name or e-mail' },
  breached_password: {
    'zh-CN': '这个密码在已泄露的密码名单里，请换一个',
    en: 'This password has leaked elsewhere; choose another',
  },
  wrong_password: { 'zh-CN': '密码不对', en: 'The password is not right' },
  invalid_link: {
    'zh-CN': '链接无效、已使用或已过期，请重新获取',
    en: 'The link does not work: it was used, has expired or is not complete',
  },
  unknown_user: { 'zh-CN': '没有这个用户', en: 'There is no such user' },
  invalid_csv: {
    'zh-CN': '不是有效的 CSV，或者缺少 email、password 列',
    en: 'Not valid CSV, or without the columns email and password',
  },
  no_users: { 'zh-CN': '数据库里没有 Django 的用户表', en: 'The database has no table of users that Django made' },
  registration_closed: { 'zh-CN': '本站不开放注册', en: 'This site takes no new users' },
  invite_required: { 'zh-CN': '注册需要邀请', en: 'Signing up needs an invitation' },
  invalid_invite: {
    'zh-CN': '邀请无效、已使用或已过期，或者不是给这个邮箱的',
    en: 'The invitation was used, has expired, or is for another address',
  },
  captcha_failed: { 'zh-CN': '验证没有通过，请再试一次', en: 'The check was not passed; please try again' },
  account_has_posts: { 'zh-CN': '请先删除你的文章', en: 'Please delete your posts first' },
  second_factor_required: { 'zh-CN': '还需要第二步验证', en: 'A second step is needed to log in' },
  invalid_ticket: { 'zh-CN': '登录已中断，请重新登录', en: 'The log-in has lapsed; please start again' },
  wrong_code: { 'zh-CN': '验证码不对，或者已经用过', en: 'The code is not right, or was used already' },
  wrong_recovery_code: {
    'zh-CN': '恢复码不对，或者已经用过',
    en: 'The recovery code is not right, or was used already',
  },
  passkey_refused: {
    'zh-CN': '通行密钥没有通过验证，请再试一次',
    en: 'The passkey was not accepted; please try again',
  },
  passkey_known: { 'zh-CN': '这个通行密钥已经添加过', en: 'This passkey was added already' },
  too_many_passkeys: { 'zh-CN': '通行密钥太多了，请先移除不用的', en: 'Too many passkeys; remove some first' },
  passkeys_unavailable: {
    'zh-CN': '本站的地址不支持通行密钥',
    en: 'The address of this site does not allow passkeys',
  },
  totp_exists: { 'zh-CN': '已经有验证器了，请先移除', en: 'There is an authenticator app already; remove it first' },
  no_second_factor: { 'zh-CN': '请先添加验证器或通行密钥', en: 'Add an authenticator app or a passkey first' },
  confirmation_required: { 'zh-CN': '请先确认是你本人', en: 'Please confirm first that it is you' },
  session_required: {
    'zh-CN': '这个凭证不能确认身份，请重新登录',
    en: 'This token cannot confirm; please log in again',
  },
  insufficient_scope: { 'zh-CN': '此令牌没有这项权限', en: 'This token may not do that' },
  too_many_tokens: { 'zh-CN': '令牌太多了，请先撤销不用的', en: 'Too many tokens; revoke some first' },
  invalid_token: { 'zh-CN': '登录凭证无效，请重新登录', en: 'The token is not valid; please log in again' },
  token_expired: { 'zh-CN': '登录已过期，请重新登录', en: 'The log-in has expired; please log in again' },
}
