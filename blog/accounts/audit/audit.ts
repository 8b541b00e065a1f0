import type { FastifyRequest } from 'fastify'
import { callerOf } from './caller.ts'
import { type AuditDetails, AuditEvent } from './models.ts'

/** Everything that is written down; pages and programs know these words. */
export const auditEvents = [
  'registered',
  'registration_refused',
  'logged_in',
  'login_failed',
  'logged_out',
  'session_ended',
  'sessions_ended',
  'refresh_reused',
  'account_deleted',
  'token_made',
  'token_revoked',
  'email_verified',
  'email_change_requested',
  'email_changed',
  'password_changed',
  'password_reset_requested',
  'password_reset',
  'confirmed',
  'second_factor_failed',
  'totp_added',
  'totp_removed',
  'passkey_added',
  'passkey_removed',
  'passkey_renamed',
  'recovery_codes_made',
  'recovery_code_used',
  'factors_reset',
  'identity_linked',
  'identity_unlinked',
  'role_granted',
  'role_revoked',
  'user_disabled',
  'user_enabled',
  'user_invited',
  'invitation_withdrawn',
  'all_sessions_ended',
] as const
export type AuditEventName = (typeof auditEvents)[number]

/** Whose account an event is about, where that is not whoever asks; null for nobody's. */
interface Subject {
  readonly user?: number | null
}

/**
 * Write down what a request did to an account, in the running transaction.
 *
 * Who asks is meant unless `user` names somebody else. Never a secret: not a password, token, code or cookie, and no
 * address of mail either, which would outlive its account here.
 */
export async function audit(
  request: FastifyRequest,
  event: AuditEventName,
  { user = request.user?.id ?? null, ...details }: AuditDetails & Subject = {},
): Promise<void> {
  const at = new Date(request.server.clock())
  await AuditEvent.objects.create({ at, event, userId: user, ...callerOf(request), details })
}

/** Write down what the command line did to an account. */
export async function auditCommand(
  event: AuditEventName,
  user: number | null,
  details: AuditDetails = {},
): Promise<void> {
  await AuditEvent.objects.create({ at: new Date(), event, userId: user, details: { by: 'command', ...details } })
}

/** The latest events of one account, newest first. */
export async function latestEvents(userId: number, count: number): Promise<AuditEvent[]> {
  return [...(await AuditEvent.objects.filter({ userId }).slice(0, count))]
}
