import { Forbidden } from '../http/problems.ts'
import type { RegistrationMode } from '../settings.ts'

/** Who is at the door, and with what. */
export interface Applicant {
  readonly entrance: 'visitor' | 'operator'
  /** Secret of an invitation, whether it holds or not. */
  readonly invite?: string | undefined
}

/** How somebody becomes a user: at once, by a letter to their address, or by using up an invitation. */
export type Admission = 'at_once' | 'by_letter' | 'by_invite'

/**
 * Decide whether somebody may register, and how. The only place that does: pages, JSON calls and commands ask here.
 *
 * Throws Forbidden `registration_closed` or `invite_required`.
 */
export function admit(mode: RegistrationMode, { entrance, invite }: Applicant): Admission {
  if (entrance === 'operator') return 'at_once'
  if (mode === 'closed') throw new Forbidden('registration_closed')
  if (invite !== undefined) return 'by_invite'
  if (mode === 'invite') throw new Forbidden('invite_required')
  return mode === 'verify' ? 'by_letter' : 'at_once'
}
