import { randomBytes } from 'node:crypto'
import { atomic, IntegrityError } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { deriveKey } from '../../keys.ts'
import { seal, unseal } from '../../sealing.ts'
import type { User } from '../models.ts'
import { TotpSecret } from './models.ts'
import { base32, matchingStep, otpauthUri } from './totp.ts'

type Surroundings = Pick<FastifyInstance, 'settings' | 'clock'>

/** Length of a secret in bytes: that of the digest (RFC 4226 §4, R6). */
const secretLength = 20
/** How long a secret waits for its first code; milliseconds. */
const patience = 3_600_000

/** What an authenticator app has to be told. */
export interface TotpEnrolment {
  /** The secret in base32, for typing. */
  readonly secret: string
  /** The same with everything else that the app wants to know, for a QR code. */
  readonly uri: string
}

/** A code that fits, and is used up once `claim` gives true: one statement decides, whoever else has the same code. */
export interface FittingCode {
  claim(): Promise<boolean>
}

/**
 * Make a secret for a user, in the place of one that is still waiting for its first code.
 *
 * Throws BadInput `totp_exists` for a user who has an app already.
 */
export async function beginTotp(app: Surroundings, user: User): Promise<TotpEnrolment> {
  const secret = randomBytes(secretLength)
  try {
    await atomic(async () => {
      await TotpSecret.objects.filter({ userId: user.id, confirmedAt__isnull: true }).delete()
      await TotpSecret.objects.create({ userId: user.id, sealed: sealFor(app, user.id, secret), createdAt: nowOf(app) })
    })
  } catch (cause) {
    if (cause instanceof IntegrityError) throw new BadInput('totp_exists', { cause })
    throw cause
  }
  return enrolmentOf(user, secret)
}

/** Give the secret of a user that waits for its first code; undefined when there is none. */
export async function pendingTotp(app: Surroundings, user: User): Promise<TotpEnrolment | undefined> {
  const row = await waiting(app, user.id).first()
  const secret = row && unsealFor(app, row)
  return secret ? enrolmentOf(user, secret) : undefined
}

/** Find the waiting secret of a user that a code fits; claiming it makes the app count. */
export async function fitFirstCode(app: Surroundings, userId: number, code: string): Promise<FittingCode | undefined> {
  const row = await waiting(app, userId).first()
  const step = row ? stepOf(app, row, code) : undefined
  if (!row || step === undefined) return undefined
  const same = waiting(app, userId).filter({ sealed: row.sealed })
  return { claim: async () => (await same.update({ confirmedAt: nowOf(app), lastStep: step })) === 1 }
}

/** Find whether a code of a user's app fits; it counts once. */
export async function fitCode(app: Surroundings, userId: number, code: string): Promise<FittingCode | undefined> {
  const row = await TotpSecret.objects.filter({ userId, confirmedAt__isnull: false }).first()
  const step = row ? stepOf(app, row, code) : undefined
  if (!row || step === undefined) return undefined
  const unused = TotpSecret.objects.filter({ userId, sealed: row.sealed, lastStep__lt: step })
  return { claim: async () => (await unused.update({ lastStep: step, sealed: resealed(app, row) })) === 1 }
}

/** Tell whether codes of an app are asked for. */
export function hasTotp(userId: number): Promise<boolean> {
  return TotpSecret.objects.filter({ userId, confirmedAt__isnull: false }).exists()
}

/** Forget the app of a user; false when there was none that counted. */
export async function removeTotp(userId: number): Promise<boolean> {
  const [count] = await TotpSecret.objects.filter({ userId, confirmedAt__isnull: false }).delete()
  return count === 1
}

/** Forget the secrets that waited too long for their first code; the number of them. */
export async function cleanTotp(now: number): Promise<number> {
  const late = { confirmedAt__isnull: true, createdAt__lte: new Date(now - patience) } as const
  const [count] = await TotpSecret.objects.filter(late).delete()
  return count
}

function waiting(app: Surroundings, userId: number) {
  const since = new Date(app.clock() - patience)
  return TotpSecret.objects.filter({ userId, confirmedAt__isnull: true, createdAt__gt: since })
}

function stepOf(app: Surroundings, row: TotpSecret, code: string): number | undefined {
  const secret = unsealFor(app, row)
  return secret && matchingStep(secret, code, app.clock(), row.lastStep)
}

function nowOf({ clock }: Surroundings): Date {
  return new Date(clock())
}

function enrolmentOf({ email }: User, bytes: Uint8Array): TotpEnrolment {
  const secret = base32(bytes)
  return { secret, uri: otpauthUri('Inkstone', email, secret) }
}

function keysOf({ settings }: Surroundings): readonly Buffer[] {
  return [settings.secretKey, ...settings.secretKeyFallbacks].map(key => deriveKey(key, 'totp'))
}

/** The owner is sealed in, so that a secret copied to the row of somebody else opens nothing there. */
function sealFor(app: Surroundings, userId: number, secret: Buffer): string {
  return seal(`${userId}:${secret.toString('base64url')}`, deriveKey(app.settings.secretKey, 'totp'))
}

/** Read a stored secret; undefined when the key it was sealed with is gone. */
function unsealFor(app: Surroundings, { sealed, userId }: TotpSecret): Buffer | undefined {
  const [owner, secret] = (unseal(sealed, keysOf(app)) ?? '').split(':')
  return owner === String(userId) && secret !== undefined ? Buffer.from(secret, 'base64url') : undefined
}

/** Seal a secret with the key of today when an earlier one sealed it: each is used until its owner comes again. */
function resealed(app: Surroundings, row: TotpSecret): string {
  if (unseal(row.sealed, keysOf(app).slice(0, 1)) !== undefined) return row.sealed
  const secret = unsealFor(app, row)
  return secret ? sealFor(app, row.userId, secret) : row.sealed
}
