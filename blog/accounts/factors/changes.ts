import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, NotFound } from '../../http/problems.ts'
import { audit } from '../audit/audit.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import { writeNotice } from '../letters/letters.ts'
import type { LoggedIn } from '../login.ts'
import type { User } from '../models.ts'
import { renewSession } from '../sessions.ts'
import { RecoveryCode } from './models.ts'
import { checkNewPasskey, creationOptions, findPasskey, storePasskey } from './new-passkeys.ts'
import { cleanPasskeyName } from './passkey-names.ts'
import { countRecoveryCodes, renewRecoveryCodes } from './recovery-codes.ts'
import type { NewPasskey } from './schemas.ts'
import { factorsOf, wrong } from './shown.ts'
import { beginTotp, fitFirstCode, removeTotp, type TotpEnrolment } from './totp-secrets.ts'

/** What a change leaves the user with: a new session, and recovery codes where new ones were made. */
export interface FactorChange extends LoggedIn {
  /** Known this once. */
  readonly codes?: readonly string[] | undefined
}

/** How a change is written down and told. */
interface Record {
  readonly event: 'totp_added' | 'totp_removed' | 'passkey_added' | 'passkey_removed' | 'recovery_codes_made'
  readonly notice: 'factorAdded' | 'factorRemoved' | 'recoveryCodesMade'
  /** What the owner calls a passkey. */
  readonly name?: string
}

/**
 * Change the second factors of who asks, in one transaction: the work, the audit log, a letter to the owner, a new
 * session for them, and the end of all others.
 */
async function change(
  request: FastifyRequest,
  record: Record,
  work: (user: User) => Promise<readonly string[] | undefined>,
): Promise<FactorChange> {
  const { server: app, language } = request
  const { user, session: old } = requireConfirmed(request)
  return atomic(async () => {
    const codes = await work(user)
    const { event, notice, name } = record
    await audit(request, event, name === undefined ? {} : { name })
    await writeNotice(app, notice, { name: user.name, email: user.email, language }, name ?? 'TOTP')
    const session = await renewSession(request, user, old)
    await app.accounts.sessions.endAll(user.id, session.row.key)
    return { user, session, codes }
  })
}

/** Make a secret for the authenticator app of who asks. */
export function beginApp(request: FastifyRequest): Promise<TotpEnrolment> {
  return beginTotp(request.server, requireConfirmed(request).user)
}

/** Let the app of who asks count, by its first code. Throws BadInput `wrong_code`. */
export async function addApp(request: FastifyRequest, code: string): Promise<FactorChange> {
  const { user } = requireConfirmed(request)
  const fitting = await fitFirstCode(request.server, user.id, code.replace(/\s/g, ''))
  if (!fitting) throw wrong('code')
  return change(request, { event: 'totp_added', notice: 'factorAdded' }, async () => {
    if (!(await fitting.claim())) throw wrong('code')
    return firstCodes(request, user.id)
  })
}

/** Forget the app of who asks. @throws NotFound when there is none. */
export function removeApp(request: FastifyRequest): Promise<FactorChange> {
  return change(request, { event: 'totp_removed', notice: 'factorRemoved' }, async ({ id }) => {
    if (!(await removeTotp(id))) throw new NotFound()
    return forgetCodes(id)
  })
}

/** Give what a browser needs to make a passkey for who asks. Throws BadInput `too_many_passkeys`. */
export function beginPasskey(request: FastifyRequest) {
  const { user, session } = requireConfirmed(request)
  return creationOptions(request, user, session.key)
}

/** Add a passkey of who asks. Throws BadInput `passkey_refused`, `passkey_known`, or `invalid` for an unfit name. */
export async function addPasskey(request: FastifyRequest, data: NewPasskey): Promise<FactorChange> {
  const { user, session } = requireConfirmed(request)
  const name = cleanPasskeyName(data.name)
  const fresh = await checkNewPasskey(request, user, { ...data, name }, session.key)
  return change(request, { event: 'passkey_added', notice: 'factorAdded', name }, async () => {
    await storePasskey(request, fresh)
    return firstCodes(request, user.id)
  })
}

/** Forget a passkey of who asks. @throws NotFound when they have none of that id. */
export async function dropPasskey(request: FastifyRequest, id: string): Promise<FactorChange> {
  const { user } = requireConfirmed(request)
  const passkey = await findPasskey(user.id, id)
  const { name } = passkey
  return change(request, { event: 'passkey_removed', notice: 'factorRemoved', name }, async () => {
    await passkey.delete()
    return forgetCodes(user.id)
  })
}

/** Replace the recovery codes of who asks. Throws BadInput `no_second_factor` where they would recover nothing. */
export function makeCodes(request: FastifyRequest): Promise<FactorChange> {
  return change(request, { event: 'recovery_codes_made', notice: 'recoveryCodesMade' }, async ({ id }) => {
    if ((await factorsOf(id)).length === 0) throw new BadInput('no_second_factor')
    return renewRecoveryCodes(id, request.server.clock())
  })
}

/** Recovery codes come with the first factor. */
async function firstCodes(request: FastifyRequest, userId: number): Promise<readonly string[] | undefined> {
  if ((await countRecoveryCodes(userId)) > 0) return undefined
  return renewRecoveryCodes(userId, request.server.clock())
}

/** Without a factor, recovery codes have nothing to recover. */
async function forgetCodes(userId: number): Promise<undefined> {
  if ((await factorsOf(userId)).length === 0) await RecoveryCode.objects.filter({ userId }).delete()
}
