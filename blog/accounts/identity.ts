import { Q } from '@inkstone/orm'
import { canonicalEmail, emailMaxLength } from './emails.ts'
import { User } from './models.ts'

/** Find the account of an address; rows that the original made are found by the address as it was typed. */
export async function findByEmail(email: string): Promise<User | null> {
  const emailCanonical = canonicalEmail(email) ?? ''
  const adopted = Q({ emailCanonical__isnull: true, email: email.trim() })
  return (await User.objects.filter(Q({ emailCanonical }).or(adopted)).first()) ?? null
}

/** Name the account that an address means, whether there is one or not, for counting attempts on it. */
export function accountKey(email: string): string {
  return canonicalEmail(email) ?? email.trim().slice(0, emailMaxLength)
}
