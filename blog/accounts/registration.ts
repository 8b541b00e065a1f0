import { atomic, IntegrityError } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, type FieldFault } from '../http/problems.ts'
import { audit } from './audit/audit.ts'
import { canonicalEmail } from './emails.ts'
import { User } from './models.ts'
import { faultOfPassword } from './password-policy.ts'
import type { Registration } from './schemas.ts'
import { type NewSession, openSession } from './sessions.ts'

/** Control characters, and those that would turn the direction of the text around a name. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/**
 * Register a user and log them in. Every entrance comes through here.
 *
 * Throws BadInput `invalid` with the fields at fault, or `email_taken`. Nothing looks whether the address is free before
 * the row is written: the unique index decides, so that both outcomes cost the same and no second request fits between.
 */
export async function register(request: FastifyRequest, data: Registration): Promise<NewSession> {
  const { accounts } = request.server
  const canonical = check(request, data)
  await accounts.limits.registration(request)
  const password = await accounts.passwords.hash(data.password)
  const joinedAt = new Date(request.server.clock())
  const values = { name: data.name.trim(), email: data.email.trim(), emailCanonical: canonical, password, joinedAt }
  try {
    return await atomic(async () => {
      const user = await User.objects.create(values)
      await audit(request, 'registered', { user: user.id })
      return openSession(request, user)
    })
  } catch (error) {
    if (!(error instanceof IntegrityError && error.constraint === 'unique')) throw error
    await audit(request, 'registration_refused', { user: null, reason: 'email_taken' })
    throw emailTaken(error)
  }
}

function emailTaken(cause: Error): BadInput {
  return new BadInput('email_taken', { cause, fields: { email: [{ code: 'email_taken' }] } })
}

/** Judge all fields at once; the canonical address of acceptable data. */
function check(request: FastifyRequest, { name, email, password }: Registration): string {
  const minLength = request.server.settings.passwordMinLength
  const canonical = canonicalEmail(email)
  const faults: Record<string, FieldFault | undefined> = {
    name: faultOfName(name),
    email: faultOfEmail(email, canonical),
    password: faultOfPassword(password, { minLength, name, email }),
  }
  const found = Object.entries(faults).flatMap(([field, fault]) => (fault ? [[field, [fault]] as const] : []))
  if (found.length > 0 || canonical === null) throw new BadInput('invalid', { fields: Object.fromEntries(found) })
  return canonical
}

function faultOfName(name: string): FieldFault | undefined {
  if (name.trim() === '') return { code: 'blank' }
  return unfit.test(name) ? { code: 'invalid_text' } : undefined
}

function faultOfEmail(email: string, canonical: string | null): FieldFault | undefined {
  if (email.trim() === '') return { code: 'blank' }
  return canonical === null ? { code: 'invalid_email' } : undefined
}
