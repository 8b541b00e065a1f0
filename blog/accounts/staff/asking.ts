import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireLogIn } from '../permissions.ts'
import type { PermissionName } from '../roles/permissions.ts'
import { requireStaff } from './keeper.ts'

/** Longest body of the calls for staff in bytes. */
const bodyLimit = 16 * 1024

/** Options of an address that asks for a permission, before it judges what was sent. */
export function asking(permission: PermissionName) {
  const permitted = async (request: FastifyRequest) => void (await requireStaff(request, permission))
  return { bodyLimit, preValidation: [requireLogIn, permitted] }
}

/** What staff see of others is kept nowhere. */
export async function keepNowhere(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', 'no-store')
}

/** Seconds since 1970, as all moments of the JSON interface. */
export function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

/** The same of a moment that may not have come. */
export function secondsOrNull(moment: Date | null): number | null {
  return moment && seconds(moment)
}
