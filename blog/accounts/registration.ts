import { atomic, IntegrityError } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, type FieldFault } from '../http/problems.ts'
import { turn } from '../http/turns.ts'
import { networkOf, spend } from '../limits/plugin.ts'
import { steady } from '../limits/policy.ts'
import { audit } from './audit/audit.ts'
import { requireCaptcha } from './captcha.ts'
import { canonicalEmail } from './emails.ts'
import { becomeAcquainted } from './guesses.ts'
import { findByEmail, spellAdopted } from './identity.ts'
import { requireInvite, useInvite } from './invites.ts'
import { writeLink, writeTaken } from './letters/letters.ts'
import { mayWrite } from './mail-allowance.ts'
import { User } from './models.ts'
import { makeLink } from './one-time-tokens.ts'
import { admit } from './registration-policy.ts'
import type { Registration } from './schemas.ts'
import { type NewSession, openSession } from './sessions.ts'

/** Control characters, and those that would turn the direction of the text around a name. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** Registrations of one network per minute. */
const perNetwork = steady(60, 60_000)

/** A user as the columns of their row, the password hashed. */
export interface NewUser {
  readonly name: string
  readonly email: string
  readonly emailCanonical: string
  readonly password: string
}

/**
 * Register a user and log them in, or write to their address first: `undefined` then. Every entrance comes through here.
 *
 * Throws Forbidden when the site takes nobody, BadInput `invalid` with the fields at fault, `invalid_invite` or
 * `email_taken`. Nothing looks whether the address is free before the row is written: the unique index decides, so that
 * both outcomes cost the same and no second request fits between.
 */
export async function register(request: FastifyRequest, data: Registration): Promise<NewSession | undefined> {
  const { accounts, settings, limits } = request.server
  await turn()
  const admission = admit(settings.registration, { entrance: 'visitor', invite: data.invite })
  const emailCanonical = await judge(request, data)
  await spend(limits, ['registration', networkOf(request)], perNetwork)
  await requireCaptcha(request, data.captcha)
  if (admission === 'by_invite') await requireInvite(request, data.invite, emailCanonical)
  await refuseBreached(request, data.password)
  const password = await accounts.passwords.hash(data.password)
  const user = { name: data.name.trim(), email: data.email.trim(), emailCanonical, password }
  if (admission === 'by_letter') return void (await writeFirst(request, user))
  return create(request, user, admission === 'by_invite' ? data.invite : undefined)
}

/** Make the user, use the invitation up, log in and note the network: all of it or nothing, where one store holds it. */
async function create(request: FastifyRequest, values: NewUser, invite: string | undefined): Promise<NewSession> {
  const joinedAt = new Date(request.server.clock())
  try {
    return await request.server.limits.together(async () => {
      const make = async () => {
        if (invite !== undefined) await useInvite(request, invite)
        await spellAdopted(values.emailCanonical)
        return welcome(request, await User.objects.create({ ...values, joinedAt }))
      }
      const session = await atomic(make, { savepoint: false })
      await becomeAcquainted(request, values.emailCanonical)
      return session
    })
  } catch (error) {
    if (!isTaken(error)) throw error
    await audit(request, 'registration_refused', { user: null, reason: 'email_taken' })
    throw emailTaken(error)
  }
}

/** Log a user in who was made a moment ago, by the word of an issuer where there is one. To be run in the transaction that made them. */
export async function welcome(request: FastifyRequest, user: User, issuer?: string): Promise<NewSession> {
  await audit(request, 'registered', { user: user.id, ...(issuer === undefined ? {} : { method: issuer }) })
  return openSession(request, user)
}

/**
 * Write to the address: the link that makes the account, or that there is one already. A link is made either way, so
 * that both cost the same; that of a taken address is told to nobody.
 */
async function writeFirst(request: FastifyRequest, user: NewUser): Promise<void> {
  const { server: app, language } = request
  if (!(await mayWrite(app, 'verify', user.emailCanonical))) return
  const owner = await findByEmail(user.email)
  await atomic(async () => {
    const link = await makeLink('verify', app.clock(), { email: user.email, payload: user })
    const to = { name: user.name, email: user.email, language }
    if (owner === null) await writeLink(app, 'verify', to, link)
    else await writeTaken(app, { name: owner.name, email: owner.email, language })
  })
}

/** Tell whether an address was taken in the moment of writing. */
export function isTaken(error: unknown): error is IntegrityError {
  return error instanceof IntegrityError && error.constraint === 'unique'
}

export function emailTaken(cause: Error): BadInput {
  return new BadInput('email_taken', { cause, fields: { email: [{ code: 'email_taken' }] } })
}

/** Judge all fields at once; the canonical address of acceptable data. */
async function judge(request: FastifyRequest, { name, email, password }: Registration): Promise<string> {
  const canonical = canonicalEmail(email)
  const faults: Record<string, FieldFault | undefined> = {
    name: faultOfName(name),
    email: faultOfEmail(email, canonical),
    password: request.server.accounts.policy.faultOf(password, { name, email }),
  }
  const found = Object.entries(faults).flatMap(([field, fault]) => (fault ? [[field, [fault]] as const] : []))
  if (found.length > 0 || canonical === null) throw new BadInput('invalid', { fields: Object.fromEntries(found) })
  return canonical
}

/** Throws BadInput for a password that is known to have leaked. */
export async function refuseBreached(request: FastifyRequest, password: string): Promise<void> {
  const fault = await request.server.accounts.policy.breachOf(password)
  if (fault) throw new BadInput('invalid', { fields: { password: [fault] } })
}

/** Say why a name cannot be shown, or undefined. */
export function faultOfName(name: string): FieldFault | undefined {
  if (name.trim() === '') return { code: 'blank' }
  return unfit.test(name) ? { code: 'invalid_text' } : undefined
}

/** Say why an address is refused, or undefined. */
export function faultOfEmail(email: string, canonical: string | null): FieldFault | undefined {
  if (email.trim() === '') return { code: 'blank' }
  return canonical === null ? { code: 'invalid_email' } : undefined
}
