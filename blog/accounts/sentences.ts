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
  provider_unreachable: {
    'zh-CN': '暂时联系不上这个登录服务，请稍后再试，或用其他方式登录',
    en: 'That service cannot be reached at the moment; try again later, or log in another way',
  },
  sign_in_lapsed: {
    'zh-CN': '这次登录已过期、已用过，或不是在这个浏览器里开始的，请重新登录',
    en: 'This log-in has expired, was used, or began in another browser; please start again',
  },
  sign_in_refused: { 'zh-CN': '登录被取消或被对方拒绝', en: 'The log-in was cancelled or refused there' },
  sign_in_invalid: {
    'zh-CN': '对方的答复无效，没有登录',
    en: 'The answer from there does not hold; nobody was logged in',
  },
  sign_in_not_fresh: {
    'zh-CN':
      '对方没有证明你刚刚重新登录过，所以不能用它确认。请用其他方式确认；还没有密码的话，可以通过“忘记密码”设置一个',
    en: 'The provider does not show that you logged in anew, so it cannot confirm. Confirm in another way; if you have no password, set one through “forgotten password”',
  },
  identity_not_linked: {
    'zh-CN': '这个邮箱已有账号。请先用原来的方式登录，再到“我的账户”里关联',
    en: 'This address has an account. Log in to it as before, then link the two on your account page',
  },
  identity_without_email: {
    'zh-CN': '对方没有提供可用的邮箱，请用邮箱注册，之后再关联',
    en: 'No usable e-mail came from there; sign up with one, then link the two',
  },
  identity_taken: { 'zh-CN': '它已关联到另一个账户', en: 'It is linked to another account' },
  last_way_in: {
    'zh-CN': '这是唯一的登录方式：请先设置密码',
    en: 'Nothing else would let you in: set a password first',
  },
  log_in_again: {
    'zh-CN': '请退出后重新登录，再继续',
    en: 'Log out and in again, then go on',
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
