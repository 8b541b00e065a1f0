import type { StatementEvent, StatementLogger } from '@inkstone/orm'
import { formatStatement } from '@inkstone/orm'
import pino, { type DestinationStream, type Logger } from 'pino'
import type { Settings } from './settings.ts'

/** Headers and fields whose values are never written, at whatever level. */
const secretPaths = [
  'req.headers.authorization',
  'req.headers.cookie',
  'req.headers.jwt',
  'req.headers["x-jwt"]',
  'req.headers["x-csrftoken"]',
  'res.headers["set-cookie"]',
  ...['password', 'token', 'secret', 'secretKey'].flatMap(name => [name, `*.${name}`]),
]

/** The logger of the whole site; {@link named} gives those with levels of their own. */
export function makeLogger(settings: Settings, stream: DestinationStream = pino.destination({ dest: 2 })): Logger {
  const redact = { paths: secretPaths, censor: '[redacted]' }
  return pino({ level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact }, stream)
}

/** Give the logger of a part of the site (`http`, `db`), at its own level if one is set. */
export function named(logger: Logger, settings: Settings, name: string): Logger {
  return logger.child({ logger: name }, { level: settings.logLevels[name] ?? settings.logLevel })
}

/**
 * Log each SQL statement with its parameters and duration at level `debug` of the logger `db`.
 *
 * As in the document, debugging must be on as well, so that production never logs statements by accident: then there
 * is no logger at all, and statements cost nothing.
 */
export function statementLogger(logger: Logger, settings: Settings): StatementLogger | undefined {
  const db = named(logger, settings, 'db')
  if (!settings.debug || !db.isLevelEnabled('debug')) return undefined
  return ({ sql, params, durationMs, error }: StatementEvent) => {
    const statement = formatStatement(sql, params.map(withoutSecrets))
    db.debug(
      { sql: statement, ms: Math.round(durationMs * 1000) / 1000, ...(error ? { err: error } : {}) },
      'statement',
    )
  }
}

/** Password hashes, tokens and session keys by their form: parameters do not tell which column they belong to. */
const secretForms = [
  /\$2[aby]\$\d\d\$/,
  /\b(?:pbkdf2_sha256|argon2|scrypt)\$/,
  /^[0-9a-f]{64}$/,
  /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/,
]

function withoutSecrets<T>(param: T): T | string {
  return typeof param === 'string' && secretForms.some(form => form.test(param)) ? '[redacted]' : param
}
