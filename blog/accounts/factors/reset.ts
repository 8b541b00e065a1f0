import { Passkey, RecoveryCode, TotpSecret } from './models.ts'

/** Forget every second factor of a user. To be run in a transaction. */
export async function forgetFactors(userId: number): Promise<void> {
  await TotpSecret.objects.filter({ userId }).delete()
  await Passkey.objects.filter({ userId }).delete()
  await RecoveryCode.objects.filter({ userId }).delete()
}
