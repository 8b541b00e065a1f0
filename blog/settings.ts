import { BlockList, isIP } from 'node:net'
import { dirname, isAbsolute, resolve } from 'node:path'
import { loadOrMakeSecretKey, weaknessOf } from './secret-key.ts'
import { type Provider, readProviders } from './settings-providers.ts'
import { type Environment, oneOf, Reader, SettingsError } from './settings-reader.ts'

export type { Provider }
export { SettingsError }

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** The languages that every sentence exists in. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const csrfModes = ['auto', 'strict', 'off'] as const
export type CsrfMode = (typeof csrfModes)[number]

/** Who may register: anybody; whoever shows that the address is theirs; whoever was invited; nobody. */
export const registrationModes = ['open', 'verify', 'invite', 'closed'] as const
export type RegistrationMode = (typeof registrationModes)[number]

/** Who may publish: whoever is logged in, or only those who were made authors. */
const publishingModes = ['everybody', 'authors'] as const
type PublishingMode = (typeof publishingModes)[number]

const passwordHashers = ['bcrypt', 'argon2', 'scrypt'] as const
export type PasswordHasher = (typeof passwordHashers)[number]

/** How tokens are signed: with the shared secret of the document, or so that others can check them. */
export const tokenAlgorithms = ['HS256', 'EdDSA', 'RS256'] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]

/** Everything that an operator decides, read once, checked and frozen. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string
  readonly secretKey: string
  /** Earlier keys: what they signed is still accepted, nothing new is signed with them. */
  readonly secretKeyFallbacks: readonly string[]
  readonly production: boolean
  readonly debug: boolean
  /** Names that a `Host` header may hold; `.example.com` covers subdomains, `*` everything. */
  readonly allowedHosts: readonly string[]
  /** Origin under which the site is reached, without a trailing slash; null when the request tells. */
  readonly publicUrl: string | null
  /** Addresses or networks of the proxies whose `X-Forwarded-*` headers count. */
  readonly trustProxy: readonly string[]
  /** Seconds until a token expires. */
  readonly authExpire: number
  /** With what tokens are signed: the secret key, or a key pair whose public half is published. */
  readonly tokenAlgorithm: TokenAlgorithm
  /** PEM file of the private key; made when absent. */
  readonly tokenKeyFile: string
  /** PEM files of earlier keys: what they signed is still accepted. */
  readonly tokenKeyFallbacks: readonly string[]
  /** Seconds of silence after which a browser's session ends. */
  readonly sessionIdle: number
  /** Seconds after which a session ends in any case. */
  readonly sessionLifetime: number
  /** Seconds for which somebody who showed who they are may do acts of weight without being asked again. */
  readonly confirmAge: number
  /** Keeps sessions and limits where several machines share them; null for the database. */
  readonly redisUrl: string | null
  readonly bcryptCost: number
  /** How new passwords are hashed; the others are checked all the same, and replaced at log-in. */
  readonly passwordHasher: PasswordHasher
  /** Words that passwords must not be made of, beside the user's own and the host's name. */
  readonly passwordContextWords: readonly string[]
  /** Service that knows leaked passwords; null when none is asked. */
  readonly breachCheck: string | null
  /** Fewest code points of a password. */
  readonly passwordMinLength: number
  readonly csrf: CsrfMode
  /** Other origins whose pages may act for a user; `https://*.example.com` covers subdomains. */
  readonly csrfTrustedOrigins: readonly string[]
  readonly rateLimit: boolean
  readonly registration: RegistrationMode
  /** Whom users may log in with elsewhere. */
  readonly providers: readonly Provider[]
  readonly publishing: PublishingMode
  /** Milliseconds after which events of the audit log are forgotten; null for never. */
  readonly auditRetention: number | null
  /** Address of the mail server; null when letters go to the log. */
  readonly mailUrl: string | null
  readonly mailFrom: string
  readonly language: Language
  readonly timeZone: string
  readonly logLevel: LogLevel
  /** Levels by logger name (`db`, `http`, `accounts`), where they differ from `logLevel`. */
  readonly logLevels: Readonly<Record<string, LogLevel>>
}

/**
 * Read the settings from environment variables.
 *
 * `secretKeyOf` gives the key when `SECRET_KEY` is unset: by default the one kept in the data folder, made when absent.
 * Throws {@link SettingsError}, whose message is one line that names the variable and what is allowed.
 */
export function readSettings(env: Environment, secretKeyOf = loadOrMakeSecretKey): Settings {
  const read = new Reader(env)
  const production = env.NODE_ENV === 'production'
  const host = read.text('HOST', '127.0.0.1', /^[\w.:-]+$/, 'an IP address or host name')
  const loopback = isLoopback(host)
  const debug = readDebug(read, production, loopback)
  const dataDir = resolve(read.text('DATA_DIR', './data'))
  const publicUrl = readPublicUrl(read)

  return Object.freeze({
    host,
    port: read.integer('PORT', 8000, 0, 65535),
    dataDir,
    databaseUrl: readDatabaseUrl(read, dataDir),
    secretKeyFallbacks: Object.freeze(read.list('SECRET_KEY_FALLBACKS')),
    production,
    debug,
    allowedHosts: Object.freeze(readAllowedHosts(read, host, publicUrl)),
    publicUrl,
    trustProxy: Object.freeze(readTrustProxy(read)),
    authExpire: read.integer('AUTH_EXPIRE', 28_800, 60, 31_536_000),
    ...readTokenKeys(read, dataDir),
    sessionIdle: read.integer('SESSION_IDLE', 7 * 86_400, 60, 31_536_000),
    sessionLifetime: read.integer('SESSION_LIFETIME', 30 * 86_400, 60, 31_536_000),
    confirmAge: read.integer('CONFIRM_AGE', 600, 60, 3600),
    redisUrl: readRedisUrl(read),
    bcryptCost: read.integer('BCRYPT_COST', 12, env.NODE_ENV === 'test' ? 4 : 10, 15),
    passwordHasher: read.choice('PASSWORD_HASHER', passwordHashers, 'bcrypt'),
    passwordContextWords: Object.freeze(read.list('PASSWORD_CONTEXT')),
    breachCheck: readBreachCheck(read, production),
    passwordMinLength: read.integer('PASSWORD_MIN_LENGTH', debug && loopback ? 3 : 8, production ? 8 : 3, 64),
    csrf: read.choice('CSRF', csrfModes, 'auto', production ? ['off'] : []),
    csrfTrustedOrigins: Object.freeze(readTrustedOrigins(read)),
    rateLimit: read.choice('RATE_LIMIT', ['on', 'off'], 'on', production ? ['off'] : []) === 'on',
    registration: read.choice('REGISTRATION', registrationModes, 'open'),
    providers: readProviders(read, production, publicUrl),
    publishing: read.choice('PUBLISHING', publishingModes, 'everybody'),
    auditRetention: read.integer('AUDIT_RETENTION', 365, 0, 36_500) * 86_400_000 || null,
    ...readMail(read, production, publicUrl),
    language: read.choice('LANGUAGE', languages, 'zh-CN'),
    timeZone: readTimeZone(read),
    logLevel: read.choice('LOG_LEVEL', logLevels, 'info'),
    logLevels: Object.freeze(readLogLevels(read)),
    secretKey: readSecretKey(read, production, () => secretKeyOf(dataDir)),
  })
}

const loopbackNetwork = new BlockList()
loopbackNetwork.addSubnet('127.0.0.0', 8, 'ipv4')
loopbackNetwork.addAddress('::1', 'ipv6')

/** Tell whether an address or host name is this machine alone. */
function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const version = isIP(host)
  return version !== 0 && loopbackNetwork.check(host, version === 6 ? 'ipv6' : 'ipv4')
}

function readDebug(read: Reader, production: boolean, loopback: boolean): boolean {
  const debug = read.choice('DEBUG', ['on', 'off', '1', '0', 'true', 'false'], loopback && !production ? 'on' : 'off')
  const on = ['on', '1', 'true'].includes(debug)
  if (on && production) throw new SettingsError('DEBUG', 'must be off when NODE_ENV=production')
  return on
}

function readDatabaseUrl(read: Reader, dataDir: string): string {
  const url = read.text('DATABASE_URL', `sqlite:${resolve(dataDir, 'inkstone.sqlite3')}`)
  if (/^(postgres(ql)?|mysql|mariadb):\/\/./.test(url) && URL.canParse(url)) return url
  const file = /^sqlite:(.+)$/.exec(url)?.[1]
  if (file === undefined) {
    throw new SettingsError(
      'DATABASE_URL',
      'must be sqlite:PATH, sqlite::memory:, postgres://USER@HOST/NAME or mysql://USER@HOST/NAME',
    )
  }
  if (file === ':memory:') return url
  return isAbsolute(file) ? url : `sqlite:${resolve(file)}`
}

/** Give the folder that a database file lies in; null for a database in memory or on a server. */
export function databaseFolder(settings: Settings): string | null {
  const file = /^sqlite:(.+)$/.exec(settings.databaseUrl)?.[1]
  return file === undefined || file === ':memory:' ? null : dirname(file)
}

/** Name the files only: they are read when the site starts, not when a command asks for its settings. */
function readTokenKeys(read: Reader, dataDir: string) {
  const tokenAlgorithm = read.choice('TOKEN_ALGORITHM', tokenAlgorithms, 'HS256')
  const kept = resolve(dataDir, `token-key-${tokenAlgorithm.toLowerCase()}.pem`)
  const tokenKeyFallbacks = Object.freeze(read.list('TOKEN_KEY_FALLBACKS').map(file => resolve(file)))
  return { tokenAlgorithm, tokenKeyFile: resolve(read.text('TOKEN_KEY_FILE', kept)), tokenKeyFallbacks }
}

function readRedisUrl(read: Reader): string | null {
  const url = read.optional('REDIS_URL')
  if (url === undefined) return null
  if (!/^rediss?:\/\/[^\s/]+/.test(url) || !URL.canParse(url))
    throw new SettingsError('REDIS_URL', 'must be redis://HOST or rediss://USER:PASSWORD@HOST:PORT')
  return url
}

/** Links in letters lead to `PUBLIC_URL`, never to what a request calls the host: they would be anybody's. */
function readMail(read: Reader, production: boolean, publicUrl: string | null) {
  const mailUrl = read.optional('MAIL_URL') ?? null
  const named = publicUrl === null ? 'localhost' : new URL(publicUrl).hostname
  const mailFrom = read.text(
    'MAIL_FROM',
    `inkstone@${named}`,
    /^[\w.+-]+@[\w.-]+$/,
    'a bare address such as blog@example.com',
  )
  if (mailUrl !== null && (!/^smtps?:\/\/[^\s/]+/.test(mailUrl) || !URL.canParse(mailUrl)))
    throw new SettingsError('MAIL_URL', 'must be smtp://HOST or smtps://USER:PASSWORD@HOST')
  if (mailUrl !== null && production && publicUrl === null)
    throw new SettingsError('MAIL_URL', 'needs PUBLIC_URL: letters hold links')
  return { mailUrl, mailFrom }
}

function readBreachCheck(read: Reader, production: boolean): string | null {
  const text = read.text(
    'PASSWORD_BREACH_CHECK',
    production ? 'on' : 'off',
    /^(on|off|https?:\/\/\S+)$/,
    'on, off or a URL',
  )
  if (text === 'off') return null
  return text === 'on' ? 'https://api.pwnedpasswords.com/range' : text.replace(/\/$/, '')
}

function readPublicUrl(read: Reader): string | null {
  const text = read.optional('PUBLIC_URL')
  if (text === undefined) return null
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    throw new SettingsError('PUBLIC_URL', 'must be an origin such as https://blog.example.com, without a path')
  return url.origin
}

function readAllowedHosts(read: Reader, host: string, publicUrl: string | null): string[] {
  const named = read.list('ALLOWED_HOSTS').map(name => name.toLowerCase())
  const wrong = named.find(name => !/^(\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/.test(name))
  if (wrong !== undefined)
    throw new SettingsError(
      'ALLOWED_HOSTS',
      'must hold host names without port, such as blog.example.com or .example.com',
    )
  const own = publicUrl === null ? [] : [new URL(publicUrl).hostname]
  if (named.length > 0) return [...new Set([...named, ...own])]
  return [...new Set([...defaultHosts(host), ...own])]
}

/** A literal address cannot be faked by a foreign DNS server, so that it is safe where every interface is listened on. */
function defaultHosts(host: string): string[] {
  const loopback = ['localhost', '.localhost', '127.0.0.1', '[::1]']
  if (isLoopback(host)) return loopback
  if (host === '0.0.0.0' || host === '::') return [...loopback, 'any-address']
  return [...loopback, isIP(host) === 6 ? `[${host}]` : host.toLowerCase()]
}

function readTrustedOrigins(read: Reader): string[] {
  const origins = read.list('CSRF_TRUSTED_ORIGINS').map(origin => origin.toLowerCase())
  if (origins.some(origin => !/^https?:\/\/(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d{1,5})?$/.test(origin)))
    throw new SettingsError(
      'CSRF_TRUSTED_ORIGINS',
      'must hold origins such as https://example.com or https://*.example.com',
    )
  return origins
}

function readTrustProxy(read: Reader): string[] {
  const proxies = read.list('TRUST_PROXY').filter(proxy => proxy !== 'off')
  const wrong = proxies.find(proxy => proxy !== 'loopback' && !isNetwork(proxy))
  if (wrong !== undefined)
    throw new SettingsError('TRUST_PROXY', 'must be off, loopback, or addresses and networks such as 10.0.0.0/8')
  return proxies
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  // An IPv4 network written in IPv6 is easily read as one that holds everybody.
  if (version === 0 || rest.length > 0 || /^::ffff:/i.test(address)) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

function readTimeZone(read: Reader): string {
  const zone = read.text('TIME_ZONE', 'Asia/Shanghai')
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) && zone
  } catch (cause) {
    throw new SettingsError('TIME_ZONE', 'must be an IANA name such as Asia/Shanghai or UTC', { cause })
  }
}

function readLogLevels(read: Reader): Record<string, LogLevel> {
  const levels: Record<string, LogLevel> = {}
  for (const entry of read.list('LOG_LEVELS')) {
    const [, name, level] = /^([a-z][a-z.-]*)=([a-z]+)$/.exec(entry) ?? []
    if (name === undefined) throw new SettingsError('LOG_LEVELS', 'must be pairs such as db=debug,http=warn')
    levels[name] = oneOf('LOG_LEVELS', level ?? '', logLevels)
  }
  return levels
}

function readSecretKey(read: Reader, production: boolean, otherwise: () => string): string {
  const key = read.optional('SECRET_KEY')
  if (key === undefined) return otherwise()
  const weakness = production ? weaknessOf(key) : undefined
  if (weakness) throw new SettingsError('SECRET_KEY', `${weakness}; allowed in production: 32 random bytes or more`)
  return key
}
