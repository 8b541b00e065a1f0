import { atomic } from '@inkstone/orm'
import { auditCommand } from '../audit/audit.ts'
import { canonicalEmail } from '../emails.ts'
import { spellAdopted } from '../identity.ts'
import { User } from '../models.ts'
import { noPassword, type Passwords } from '../passwords.ts'
import { faultOfName, isTaken } from '../registration.ts'
import type { ForeignUser } from './foreign-users.ts'

/** What became of one user; an address is named so that somebody can look after it. */
export interface ImportedUser {
  readonly email: string
  readonly outcome: 'imported' | 'imported_without_password' | 'invalid_email' | 'invalid_name' | 'taken'
}

const nameMaxLength = 48

/**
 * Take users over with their hashes. Each is a transaction of its own, so that a bad one stops nobody; a user whose
 * address is taken is left alone, so that doing it twice does no harm.
 */
export async function importUsers(
  users: readonly ForeignUser[],
  { passwords, now }: { readonly passwords: Passwords; readonly now: Date },
): Promise<ImportedUser[]> {
  const done: ImportedUser[] = []
  for (const user of users) done.push({ email: user.email, outcome: await importUser(user, passwords, now) })
  return done
}

async function importUser(foreign: ForeignUser, passwords: Passwords, now: Date): Promise<ImportedUser['outcome']> {
  const emailCanonical = canonicalEmail(foreign.email)
  if (emailCanonical === null) return 'invalid_email'
  const name = [...foreign.name.trim()].slice(0, nameMaxLength).join('')
  if (faultOfName(name)) return 'invalid_name'
  const usable = passwords.understands(foreign.password)
  const columns = {
    name,
    email: foreign.email,
    emailCanonical,
    password: usable ? foreign.password : noPassword,
    isStaff: foreign.staff,
    isSuperuser: foreign.superuser,
    joinedAt: foreign.joinedAt ?? now,
    disabledAt: foreign.active ? null : now,
  }
  try {
    await atomic(async () => {
      await spellAdopted(emailCanonical)
      const user = await User.objects.create(columns)
      await auditCommand('registered', user.id, { reason: 'import' })
    })
  } catch (error) {
    if (isTaken(error)) return 'taken'
    throw error
  }
  return usable ? 'imported' : 'imported_without_password'
}
