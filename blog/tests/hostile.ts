import fc, { type Arbitrary, type Parameters as RunParameters } from 'fast-check'
import { example } from './helper.ts'

/**
 * How often a property is tried, and from where: `FUZZ_RUNS=20` multiplies the runs, `FUZZ_SEED` repeats what failed.
 * A failure prints its seed and the smallest input that still fails.
 */
export function runs<T>(count: number): RunParameters<T> {
  const { FUZZ_RUNS = '1', FUZZ_SEED } = process.env
  return { numRuns: count * Number(FUZZ_RUNS), ...(FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) }) }
}

/** Texts that have broken programs before. */
const notorious = [
  ...['', ' ', '\0', 'a\0b', '\ud800', '\udc00x', '\u202eevil', '\u0000\u0001', '\ufeff', '\uffff', '\u2028', '\u0130'],
  ...['x\r\nSet-Cookie: stolen=1', 'x\r\nBcc: victim@example.com\r\n\r\nspam', '\t\v\f', 'a\u0300'.repeat(50)],
  ...["' OR 1=1 --", '"; DROP TABLE user; --', "x' AND sleep(9)='", '1) UNION ALL', '\\', '%', '_', '%27'],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    `\${7*7}`,
    '../../../etc/passwd',
    '%00',
    '%c0%ae%c0%ae',
    '//evil.example',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true', '[]', '{}'],
  ...['-1', '0', '1', '1e309', '9'.repeat(40), '0x10', '1.5', '٣', '2147483648', '9223372036854775808'],
  ...['x'.repeat(300), '名'.repeat(3000), 'a'.repeat(20_000), '('.repeat(3000), '*'.repeat(3000), '\ud83d'.repeat(300)],
  ...[example.email, example.password, 'a@b.cd', 'a@b.cd\r\nx', '"a b"@c.de', 'a@[127.0.0.1]', 'a@xn--a.b', 'ink_x'],
]

/** Any text at all: notorious ones, half surrogates and control characters among them. */
const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...notorious),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.nat(0xffff), { maxLength: 12 }).map(codes => String.fromCharCode(...codes)),
)

/** Any value that JSON has, with keys of all kinds. */
const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  fc.constantFrom(null, true, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER, [], {}, [[]], { $ne: null }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Bodies that are not what JSON.stringify makes. */
const rawBody: Arbitrary<string | Buffer> = fc.oneof(
  hostileText,
  fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
  fc.constantFrom(
    '{"email":"a@b.cd","email":"c@d.ef","password":"abc"}',
    '{"__proto__":{"isStaff":true},"email":"a@b.cd","password":"abc","name":"x"}',
    '{"constructor":{"prototype":{"isStaff":true}}}',
    '['.repeat(10_000),
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    `{"email":"${'x'.repeat(60_000)}"}`,
    '\ufeff{"email":"a@b.cd"}',
    '{"email":1e999999}',
    '{"email":"\\ud800","password":"\\u0000"}',
    '{"email":',
    'null',
  ),
)

/** A body for a call that takes these fields: some right, some hostile, some missing, some too many. */
export function hostileBody(fields: readonly string[]): Arbitrary<string | Buffer> {
  const known = Object.fromEntries(fields.map(name => [name, hostileValue]))
  const shaped = fc.record(known, { requiredKeys: [] })
  const extra = fc.dictionary(hostileText, hostileValue, { maxKeys: 2 })
  const object = fc.tuple(shaped, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, extra))
  const written = object.map(([own, more]) => JSON.stringify({ ...more, ...own }))
  return fc.oneof({ weight: 4, arbitrary: written }, rawBody)
}

/** A form with these fields, now and then broken. */
export function hostileForm(fields: readonly string[]): Arbitrary<string> {
  const pairs = fields.map(name => fc.option(hostileText.map(text => [name, text.toWellFormed()] as [string, string])))
  const chosen = fc.tuple(...pairs).map(form => form.filter(pair => pair !== null))
  const written = chosen.map(form => new URLSearchParams(form).toString())
  const broken = fc.constantFrom('a=1&a=2', 'a=%', '__proto__=x', '&=&=&')
  return fc.oneof({ weight: 4, arbitrary: written }, hostileText, broken)
}

/** A piece of an address: encoded as it should be, or with percent signs that mean nothing. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: hostileText.map(text => encodeURIComponent(text.toWellFormed()).slice(0, 500)) },
  fc.constantFrom(
    '1',
    '2',
    'others',
    '%',
    '%zz',
    '%2e%2e',
    '..%2f..',
    '%00',
    '%ff',
    '%c0%ae',
    '*',
    ':id',
    ';x=1',
    '%252e',
  ),
)

/** What follows the question mark, if anything. */
export const hostileQuery: Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  fc.constantFrom(
    '?',
    '?&&&',
    '?page=1&page=2',
    '?page[]=1',
    '?page=%',
    '?a=%ff',
    '?__proto__=1',
    '?next=//evil.example',
  ),
  fc
    .tuple(fc.constantFrom('page', 'size', 'token', 'invite', 'lang', 'next', 'q', 'constructor'), hostileText)
    .map(([name, text]) => `?${name}=${encodeURIComponent(text.toWellFormed()).slice(0, 2000)}`),
)

/** Header values as they arrive: one byte per character, no line breaks, which the HTTP parser lets nobody send. */
const headerValue = hostileText.map(text => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2000))

/** Headers that the site looks at, and some that it must not believe. */
export const hostileHeaders: Arbitrary<Record<string, string>> = fc
  .dictionary(
    fc.constantFrom(
      ...['accept', 'accept-language', 'accept-encoding', 'user-agent', 'referer', 'origin', 'cookie', 'authorization'],
      ...['jwt', 'x-jwt', 'x-csrftoken', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded'],
      ...['sec-fetch-site', 'if-none-match', 'if-modified-since', 'range', 'expect', 'x-http-method-override', 'te'],
    ),
    headerValue,
    { maxKeys: 4 },
  )
  .map(headers => ({ ...headers }))

/** Content types that say something else than what is sent. */
export const hostileType: Arbitrary<string> = fc.constantFrom(
  ...[
    'application/json',
    'application/json; charset=utf-16',
    'application/json;',
    'application/json\t; a',
    ' application/json',
  ],
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/html',
  ],
  ...[
    'application/jsonx',
    'application/json garbage',
    'APPLICATION/JSON',
    '*/*',
    '',
    ';',
    'x',
    'application/xml',
    'null',
  ],
)
