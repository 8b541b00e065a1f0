import type { Language } from './accept.ts'

/** Sentences for people by code; `{name}` is replaced by the parameter of that name. */
export type Sentences = Readonly<Record<string, Readonly<Record<Language, string>>>>

/** What every part of the site may have to say. */
const commonSentences: Sentences = {
  invalid: { 'zh-CN': '提交的数据有误', en: 'Some of the data is not right' },
  invalid_json: { 'zh-CN': '请求体不是有效的 JSON 对象', en: 'The body is not a valid JSON object' },
  invalid_form: { 'zh-CN': '表单数据无效', en: 'The form could not be read' },
  invalid_text: { 'zh-CN': '含有不允许的字符', en: 'Contains characters that are not allowed' },
  invalid_type: { 'zh-CN': '类型不正确，应为文本', en: 'Must be a text' },
  invalid_type_integer: { 'zh-CN': '类型不正确，应为整数', en: 'Must be a whole number' },
  invalid_type_array: { 'zh-CN': '类型不正确，应为列表', en: 'Must be a list' },
  invalid_type_object: { 'zh-CN': '类型不正确，应为对象', en: 'Must be an object' },
  invalid_type_boolean: { 'zh-CN': '类型不正确，应为 true 或 false', en: 'Must be true or false' },
  duplicate_key: { 'zh-CN': '请求体里有重复的键', en: 'The body has the same key twice' },
  invalid_value: { 'zh-CN': '值无效', en: 'Not a valid value' },
  required: { 'zh-CN': '此项必填', en: 'This field is required' },
  blank: { 'zh-CN': '此项不能为空', en: 'This field must not be blank' },
  too_long: { 'zh-CN': '最多 {max} 个字符', en: 'At most {max} characters' },
  too_short: { 'zh-CN': '至少 {min} 个字符', en: 'At least {min} characters' },
  unknown_field: { 'zh-CN': '未知的字段', en: 'Unknown field' },
  not_authenticated: { 'zh-CN': '请先登录', en: 'Please log in first' },
  forbidden: { 'zh-CN': '没有权限', en: 'You may not do this' },
  not_found: { 'zh-CN': '未找到', en: 'Not found' },
  method_not_allowed: { 'zh-CN': '不支持此请求方法', en: 'This method is not allowed here' },
  unsupported_media_type: {
    'zh-CN': '不支持的内容类型，请发送 application/json',
    en: 'This content type is not supported; send application/json',
  },
  body_too_large: { 'zh-CN': '请求体过大', en: 'The body is too large' },
  too_many_requests: { 'zh-CN': '请求过于频繁，请在{wait}后再试', en: 'Too many requests, please try again in {wait}' },
  busy: { 'zh-CN': '服务器繁忙，请稍后再试', en: 'The server is busy, please try again later' },
  internal: { 'zh-CN': '服务器内部错误', en: 'Something went wrong on our side' },
  admin_not_built: { 'zh-CN': '管理后台即将推出', en: 'The admin site is coming soon' },
  not_built: { 'zh-CN': '此功能即将推出', en: 'This is coming soon' },
  bad_host: { 'zh-CN': '无效的主机名', en: 'This site does not answer to that host name' },
  bad_request: { 'zh-CN': '无效的请求', en: 'The request is not valid' },
  conflict: { 'zh-CN': '与现有数据冲突', en: 'This conflicts with what is stored' },
  csrf_failed: { 'zh-CN': 'CSRF 验证失败，请刷新页面后重试', en: 'CSRF check failed; reload the page and try again' },
}

/** Finds sentences in the catalogues of all rooms. */
export class Phrasebook {
  readonly #sentences: Sentences
  constructor(catalogues: readonly Sentences[]) {
    this.#sentences = Object.assign({}, commonSentences, ...catalogues)
  }

  /** Word a code in a language; a code without a sentence gets the general one, never an empty answer. */
  say(code: string, language: Language, params: Readonly<Record<string, string | number>> = {}): string {
    const sentence = (this.#sentences[code] ?? this.#sentences.invalid_value)?.[language] ?? code
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
  }
}
