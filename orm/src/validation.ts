import { type FieldProblem, ValidationError } from './errors.ts'
import { Expression } from './expressions/expression.ts'
import { decimalDigits } from './fields/decimal.ts'
import type { Choices, Field } from './fields/field.ts'

export type Problem = FieldProblem

/** Look at a value that is neither null nor empty; return what is wrong with it, or nothing. */
export type Validator = (value: unknown) => Problem | readonly Problem[] | undefined

export const NULL_PROBLEM: Problem = { code: 'null', message: 'This field cannot be null.' }
export const BLANK_PROBLEM: Problem = { code: 'blank', message: 'This field cannot be blank.' }

/** The problem of a value that is none of the choices; undefined when it is one. */
export function choiceProblem(choices: Choices, value: unknown): Problem | undefined {
  if (choices.some(choice => (Array.isArray(choice) ? choice[0] : choice) === value)) return undefined
  return { code: 'invalid_choice', message: `Value ${JSON.stringify(value)} is not a valid choice.`, params: { value } }
}

/** Refuse text that is longer than `limit` code points. */
export function maxLengthProblem(value: unknown, limit: number): Problem | undefined {
  const text = String(value)
  if (text.length <= limit) return undefined
  const length = codePoints(text)
  if (length <= limit) return undefined
  const message = `Ensure this value has at most ${limit} characters (it has ${length}).`
  return { code: 'max_length', message, params: { limit, length } }
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** Refuse NUL, which PostgreSQL cannot store in text. */
export function nulProblem(value: unknown): Problem | undefined {
  if (!String(value).includes('\0')) return undefined
  return { code: 'null_characters_not_allowed', message: 'Null characters are not allowed.' }
}

const EMAIL_USER = /^(?:[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*|"[^"\\\r\n]*")$/i
const HOST =
  /^(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?\.)+[a-z\u00a1-\uffff-]{2,63}$/iu
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const EMAIL_LENGTH = 320

/** Refuse what is not `user@host`, with the host a name of two parts, `localhost` or an address in brackets. */
export function emailProblem(value: unknown): Problem | undefined {
  const text = String(value)
  const at = text.lastIndexOf('@')
  if (at > 0 && text.length <= EMAIL_LENGTH && EMAIL_USER.test(text.slice(0, at)) && isMailHost(text.slice(at + 1))) {
    return undefined
  }
  return { code: 'invalid', message: 'Enter a valid email address.' }
}

function isMailHost(host: string): boolean {
  const literal = /^\[(.+)\]$/.exec(host)?.[1]
  if (literal !== undefined) return IPV4.test(literal) || isIpv6(literal.replace(/^IPv6:/i, ''))
  return host === 'localhost' || HOST.test(host)
}

function isIpv6(text: string): boolean {
  return URL.canParse(`http://[${text}]/`)
}

/** Refuse anything but ASCII letters, digits, underscores and hyphens. */
export function slugProblem(value: unknown): Problem | undefined {
  if (/^[-a-zA-Z0-9_]+$/.test(String(value))) return undefined
  return {
    code: 'invalid',
    message: 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.',
  }
}

const URL_SCHEMES = new Set(['http:', 'https:', 'ftp:', 'ftps:'])
const URL_LENGTH = 2048

/** Refuse what is no absolute http, https, ftp or ftps address. */
export function urlProblem(value: unknown): Problem | undefined {
  const text = String(value)
  if (text.length <= URL_LENGTH && !/[\s<>"]/.test(text) && hasWebHost(text)) return undefined
  return { code: 'invalid', message: 'Enter a valid URL.' }
}

function hasWebHost(text: string): boolean {
  const url = /^[a-z]+:\/\//i.test(text) ? URL.parse(text) : null
  if (!url || !URL_SCHEMES.has(url.protocol)) return false
  return url.hostname === 'localhost' || url.hostname.startsWith('[') || url.hostname.includes('.')
}

/** Refuse a number outside of the range that its column holds. */
export function rangeProblem(value: unknown, [low, high]: readonly [bigint, bigint]): Problem | undefined {
  const number = value as number | bigint
  if (number < low) return limitProblem('min_value', 'greater', low)
  if (number > high) return limitProblem('max_value', 'less', high)
  return undefined
}

function limitProblem(code: string, word: string, limit: number | bigint): Problem {
  return { code, message: `Ensure this value is ${word} than or equal to ${limit}.`, params: { limit: Number(limit) } }
}

/** Refuse a decimal with more digits, decimal places or whole digits than its column holds. */
export function decimalProblems(value: unknown, maxDigits: number, decimalPlaces: number): Problem[] {
  const { whole, fraction } = decimalDigits(String(value))
  const problems: Problem[] = []
  const refuse = (code: string, limit: number, what: string) =>
    problems.push({ code, message: `Ensure that there are no more than ${limit} ${what}.`, params: { limit } })
  if (whole + fraction > maxDigits) refuse('max_digits', maxDigits, 'digits in total')
  if (fraction > decimalPlaces) refuse('max_decimal_places', decimalPlaces, 'decimal places')
  const wholeDigits = maxDigits - decimalPlaces
  if (whole > wholeDigits) refuse('max_whole_digits', wholeDigits, 'digits before the decimal point')
  return problems
}

/** Make a validator of a limit on the length of text; `limit` counts code points. */
export function minLength(limit: number): Validator {
  return value => {
    const length = codePoints(String(value))
    if (length >= limit) return undefined
    const message = `Ensure this value has at least ${limit} characters (it has ${length}).`
    return { code: 'min_length', message, params: { limit, length } }
  }
}

/** Make a validator of a smallest number. */
export function minValue(limit: number): Validator {
  return value => (Number(value) < limit ? limitProblem('min_value', 'greater', limit) : undefined)
}

/** Make a validator of a largest number. */
export function maxValue(limit: number): Validator {
  return value => (Number(value) > limit ? limitProblem('max_value', 'less', limit) : undefined)
}

/** Make a validator of a pattern that text must match. */
export function matches(pattern: RegExp, message = 'Enter a valid value.', code = 'invalid'): Validator {
  return value => (pattern.test(String(value)) ? undefined : { code, message })
}

/** What is wrong with values, by field; undefined while nothing is. */
export type Problems = Readonly<Record<string, readonly Problem[]>> | undefined

/** Check a value of a field, and add what is wrong with it to what was found; expressions are left to the database. */
export function checkedValue(found: Problems, field: Field, value: unknown): Problems {
  if (value instanceof Expression) return found
  try {
    field.check(value)
    return found
  } catch (error) {
    if (error instanceof ValidationError) return { ...found, ...error.fields }
    throw error
  }
}

/** Check values in the order of their fields, all of them. @throws ValidationError with the problems of every field */
export function checkValues(fields: readonly Field[], values: readonly unknown[]): void {
  let found: Problems
  for (let i = 0; i < fields.length; i++) found = checkedValue(found, fields[i] as Field, values[i]) // i is below the length
  if (found) throw new ValidationError(found)
}

/** Run a check and return the problems that it throws; other errors go on. */
export function problemsWith(check: () => unknown): Readonly<Record<string, readonly Problem[]>> | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof ValidationError) return error.fields
    throw error
  }
}
