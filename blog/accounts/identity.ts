import { Q } from '@inkstone/orm'
import { canonicalEmail, emailMaxLength } from './emails.ts'
import { User } from './models.ts'

/**
 * Find the account of an address. Rows that the original made, before or meanwhile, may have no canonical spelling: of
 * several that differ only in case, the one that was typed exactly counts, then the one that has the spelling.
 */
export async function findByEmail(email: string): Promise<User | null> {
  const typed = email.trim()
  const unspelt = Q({ emailCanonical__isnull: true, email__iexact: typed })
  const found = [
    ...(await User.objects.filter(Q({ emailCanonical: canonicalEmail(typed) ?? '' }).or(unspelt)).orderBy('id')),
  ]
  const exact = found.find(user => user.emailCanonical === null && user.email === typed)
  return exact ?? found.find(user => user.emailCanonical !== null) ?? found[0] ?? null
}

/**
 * Give a row that the original made meanwhile its canonical spelling, so that the unique index knows of it. To be run in
 * the transaction that writes the address, which then fails as for any address that is taken.
 */
export async function spellAdopted(emailCanonical: string): Promise<void> {
  const unspelt = User.objects.filter({ emailCanonical__isnull: true, email__iexact: emailCanonical })
  const oldest = await unspelt.orderBy('id').first()
  if (oldest) await User.objects.filter({ pk: oldest.id }).update({ emailCanonical })
}

/** Name the account that an address means, whether there is one or not, for counting attempts on it. */
export function accountKey(email: string): string {
  return canonicalEmail(email) ?? email.trim().slice(0, emailMaxLength)
}
