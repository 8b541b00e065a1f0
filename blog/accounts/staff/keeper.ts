import type { FastifyRequest } from 'fastify'
import { Forbidden } from '../../http/problems.ts'
import { type AuditEventName, audit, auditCommand } from '../audit/audit.ts'
import type { AuditDetails } from '../audit/models.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import type { User } from '../models.ts'
import { requireUser } from '../permissions.ts'
import { type PermissionName, requirePerm } from '../roles/permissions.ts'
import type { LogIns } from '../session-list.ts'
import { DatabaseSessions } from '../session-stores/database.ts'

/** Somebody who looks after the site, by a request or at the command line. */
export interface Keeper {
  /** Where the log-ins are that they end. */
  readonly site: LogIns
  /** Write down what they did to an account; null for everybody's. */
  audit(event: AuditEventName, user: number | null, details?: AuditDetails): Promise<void>
}

/** Whoever asks, as the one who does something to others. */
export function keeperOf(request: FastifyRequest): Keeper {
  const by = requireUser(request).id
  return {
    site: request.server,
    audit: (event, user, details) => audit(request, event, { user, by, ...details }),
  }
}

/** The same for acts of weight, which ask again who it is. Throws Forbidden `confirmation_required`. */
export function confirmedKeeperOf(request: FastifyRequest): Keeper {
  requireConfirmed(request)
  return keeperOf(request)
}

/** Whoever types commands. Sessions that are kept in Redis end by the moment that each user's row names. */
export const operator: Keeper = {
  site: { clock: Date.now, accounts: { sessions: new DatabaseSessions() } },
  audit: auditCommand,
}

/** Let only staff with a permission go on. Throws NotAuthenticated or Forbidden. */
export async function requireStaff(request: FastifyRequest, permission: PermissionName): Promise<User> {
  const user = await requirePerm(request, permission)
  if (!user.isStaff) throw new Forbidden()
  return user
}

/** Keep staff from doing to each other, to superusers or to themselves what only superusers may do to others. */
export function requireRank(request: FastifyRequest, target: User): void {
  const user = requireUser(request)
  const above = target.isStaff || target.isSuperuser
  if (user.id === target.id || (above && !user.isSuperuser)) throw new Forbidden()
}
