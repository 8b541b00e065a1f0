import { weaknessOf } from '../secret-key.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'

/** Something about the settings that the operator should know before strangers come. */
interface Finding {
  /** An error makes the site unsafe, a warning is a decision that somebody should have made. */
  readonly level: 'error' | 'warning'
  readonly variable: string
  readonly reason: string
}

type Rule = readonly [
  level: Finding['level'],
  variable: string,
  reason: string,
  broken: (settings: Settings) => boolean,
]

const rules: readonly Rule[] = [
  ['error', 'NODE_ENV', 'is not production: the safety checks are off', ({ production }) => !production],
  ['error', 'DEBUG', 'is on', ({ debug }) => debug],
  ['error', 'SECRET_KEY', 'is weak', ({ secretKey }) => weaknessOf(secretKey) !== undefined],
  ['error', 'CSRF', 'is off', ({ csrf }) => csrf === 'off'],
  ['error', 'RATE_LIMIT', 'is off', ({ rateLimit }) => !rateLimit],
  ['error', 'ALLOWED_HOSTS', 'takes every name', ({ allowedHosts }) => allowedHosts.includes('*')],
  ['error', 'PUBLIC_URL', 'is not HTTPS: cookies and passwords travel in the open', isOpen],
  ['warning', 'PASSWORD_MIN_LENGTH', 'is below the 15 of NIST SP 800-63B-4', ({ passwordMinLength: n }) => n < 15],
  ['warning', 'PASSWORD_BREACH_CHECK', 'is off: leaked passwords are taken', ({ breachCheck }) => breachCheck === null],
  ['warning', 'MAIL_URL', 'is unset: links for passwords go to the log', ({ mailUrl }) => mailUrl === null],
  ['warning', 'REGISTRATION', 'lets anybody in who names any address', ({ registration }) => registration === 'open'],
]

function isOpen({ publicUrl }: Settings): boolean {
  return !publicUrl?.startsWith('https:')
}

/** Say what of the settings is not fit for the public; with errors the exit code is 1. */
export async function checkdeploy(settings: Settings, args: readonly string[]): Promise<void> {
  readArguments(args, { usage: 'checkdeploy', words: [0, 0] })
  const findings = check(settings)
  for (const { level, variable, reason } of findings) console.log(`${level}: ${variable} ${reason}`)
  if (findings.length === 0) console.log('Nothing to say against it.')
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1
}

/** Find what is wrong with settings. */
export function check(settings: Settings): Finding[] {
  return rules.flatMap(([level, variable, reason, broken]) => (broken(settings) ? [{ level, variable, reason }] : []))
}
