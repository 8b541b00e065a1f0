import { atomic } from '@inkstone/orm'
import { BadInput, type FieldFault } from '../http/problems.ts'
import { auditCommand } from './audit/audit.ts'
import { revokeAll } from './credentials/revocation.ts'
import { canonicalEmail } from './emails.ts'
import { forgetFactors } from './factors/reset.ts'
import { factorsOf } from './factors/shown.ts'
import { findByEmail, spellAdopted } from './identity.ts'
import { type Addressee, type NoticeSurroundings, writeNotice } from './letters/letters.ts'
import { User } from './models.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import { faultOfEmail, faultOfName, isTaken } from './registration.ts'
import { admit } from './registration-policy.ts'
import { revokeLogIns } from './session-list.ts'
import { operator } from './staff/keeper.ts'

/** What the commands of whoever runs the site work with. */
export interface OperatorTools {
  readonly passwords: Passwords
  readonly policy: PasswordPolicy
  readonly now: Date
  /** Tells owners what was done to their accounts. */
  readonly notices: NoticeSurroundings
}

export interface NewAdministrator {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Make an administrator. Throws BadInput with the fields at fault, or `email_taken`. */
export async function createAdministrator(tools: OperatorTools, data: NewAdministrator): Promise<User> {
  admit('closed', { entrance: 'operator' })
  const email = data.email.trim()
  const emailCanonical = canonicalEmail(email)
  refuseFaults({ name: faultOfName(data.name), email: faultOfEmail(email, emailCanonical) })
  await requireGood(tools.policy, data.password, data)
  const password = await tools.passwords.hash(data.password)
  const who = { name: data.name.trim(), email, emailCanonical, password }
  try {
    return await atomic(async () => {
      await spellAdopted(emailCanonical ?? '')
      const user = await User.objects.create({ ...who, isStaff: true, isSuperuser: true, joinedAt: tools.now })
      await auditCommand('registered', user.id)
      return user
    })
  } catch (error) {
    throw isTaken(error) ? new BadInput('email_taken', { cause: error }) : error
  }
}

/** Set the password of a user, end all their log-ins, and tell them; whether a second factor is still asked for. Throws BadInput `unknown_user` or what is wrong with it. */
export async function setPassword(tools: OperatorTools, email: string, password: string): Promise<boolean> {
  const user = await findByEmail(email)
  if (!user) throw new BadInput('unknown_user')
  await requireGood(tools.policy, password, user)
  const hash = await tools.passwords.hash(password)
  await atomic(async () => {
    await User.objects.filter({ pk: user.id }).update({ password: hash })
    await revokeAll(operator.site, user.id)
    await auditCommand('password_changed', user.id)
    await writeNotice(tools.notices, 'passwordChanged', addressee(user, tools))
  })
  return (await factorsOf(user.id)).length > 0
}

/**
 * Remove the second factors of a user who has lost them all, end their log-ins, and tell them; false when they had none.
 *
 * Whoever runs the site has to be sure who asks: the password alone logs in afterwards. Throws BadInput `unknown_user`.
 */
export async function resetFactors(tools: OperatorTools, email: string): Promise<boolean> {
  const user = await findByEmail(email)
  if (!user) throw new BadInput('unknown_user')
  if ((await factorsOf(user.id)).length === 0) return false
  await atomic(async () => {
    await forgetFactors(user.id)
    await revokeLogIns(operator.site, user.id)
    await auditCommand('factors_reset', user.id)
    await writeNotice(tools.notices, 'factorsReset', addressee(user, tools))
  })
  return true
}

/** Nobody's request says which language is wanted: that of the site. */
function addressee({ name, email }: User, { notices }: OperatorTools): Addressee {
  return { name, email, language: notices.settings.language }
}

async function requireGood(policy: PasswordPolicy, password: string, owner: { name: string; email: string }) {
  refuseFaults({ password: policy.faultOf(password, owner) ?? (await policy.breachOf(password)) })
}

function refuseFaults(faults: Readonly<Record<string, FieldFault | undefined>>): void {
  const found = Object.entries(faults).flatMap(([name, fault]) => (fault ? [[name, [fault]] as const] : []))
  if (found.length > 0) throw new BadInput('invalid', { fields: Object.fromEntries(found) })
}
