import { createHash, randomBytes } from 'node:crypto'
import { RecoveryCode } from './models.ts'

/** How many codes a user gets at once. */
const recoveryCodeCount = 10
/** Random bytes of a code: 120 bits, so that a fast digest keeps them (OWASP ASVS 6.5.2 asks for 112). */
const entropy = 15

/** Crockford's letters: none of them is taken for another when a code is copied from paper. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Replace the codes of a user by new ones, which are known this once. To be run in a transaction. */
export async function renewRecoveryCodes(userId: number, now: number): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, makeCode)
  const createdAt = new Date(now)
  await RecoveryCode.objects.filter({ userId }).delete()
  await RecoveryCode.objects.bulkCreate(
    codes.map(code => new RecoveryCode({ userId, digest: digestOf(userId, code), createdAt })),
  )
  return codes
}

/** Use a code up. One statement decides, so that of any number of requests one wins; false for every other text. */
export async function useRecoveryCode(userId: number, code: string, now: number): Promise<boolean> {
  const unused = RecoveryCode.objects.filter({ userId, digest: digestOf(userId, code), usedAt__isnull: true })
  return (await unused.update({ usedAt: new Date(now) })) === 1
}

/** Count the codes of a user that still work. */
export function countRecoveryCodes(userId: number): Promise<number> {
  return RecoveryCode.objects.filter({ userId, usedAt__isnull: true }).count()
}

function makeCode(): string {
  const bits = Array.from(randomBytes(entropy), byte => byte.toString(2).padStart(8, '0')).join('')
  const text = (bits.match(/.{5}/g) ?? []).map(group => letters[Number.parseInt(group, 2)]).join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}

/** People type codes with and without dashes, and in capitals. */
function digestOf(userId: number, code: string): string {
  const plain = code.toLowerCase().replace(/[\s-]/g, '')
  return createHash('sha256').update(`${userId}:${plain}`).digest('hex')
}
