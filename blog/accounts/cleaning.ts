import type { FastifyInstance } from 'fastify'
import type { Settings } from '../settings.ts'
import { cleanApiTokens } from './api-tokens/store.ts'
import { AuditEvent } from './audit/models.ts'
import { cleanTotp } from './factors/totp-secrets.ts'
import { clearLinks } from './one-time-tokens.ts'
import { cleanRefreshTokens } from './refresh/families.ts'

const hour = 3_600_000

/** Forget expired sessions, tokens, links and events; the number of them. */
export async function cleanAccounts({ accounts, clock, settings }: FastifyInstance): Promise<number> {
  const now = clock()
  const logIns = (await accounts.sessions.clean(now)) + (await cleanTokens(now)) + (await clearLinks(now))
  return logIns + (await cleanAuditLog(settings, now))
}

/** Forget the events that are older than the settings keep; the number of them. */
export async function cleanAuditLog({ auditRetention }: Settings, now: number): Promise<number> {
  return auditRetention === null ? 0 : AuditEvent.objects.all().expire(new Date(now - auditRetention))
}

/** Forget the expired tokens of all kinds, and secrets that no app ever answered to; the number of them. */
export async function cleanTokens(now: number): Promise<number> {
  return (await cleanRefreshTokens(now)) + (await cleanApiTokens(now)) + (await cleanTotp(now))
}

/** Clean up now and every hour until the application closes. */
export function keepAccountsClean(app: FastifyInstance): void {
  const clean = () => cleanAccounts(app).catch((err: unknown) => app.log.error({ err }, 'cleaning up failed'))
  const timer = setInterval(clean, hour).unref()
  app.addHook('onReady', async () => void clean())
  app.addHook('onClose', async () => clearInterval(timer))
}
