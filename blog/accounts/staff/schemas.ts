import Type, { type Static } from 'typebox'
import { email } from '../schemas.ts'

/** Longest time that an invitation holds, in days. */
const longestDays = 365

const Moment = Type.Integer({ description: 'Seconds since 1970' })
const MomentOrNull = Type.Union([Moment, Type.Null()])
const TextOrNull = Type.Union([Type.String(), Type.Null()])

export const UserQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 64, description: 'Part of a name or address' })),
})
export type UserQuery = Static<typeof UserQuery>

export const IdParams = Type.Object({ id: Type.String() })
export const SessionOfUserParams = Type.Object({ id: Type.String(), session: Type.String() })

export const UserList = Type.Object(
  {
    users: Type.Array(
      Type.Object({
        id: Type.Integer(),
        name: Type.String(),
        email: Type.String(),
        joined_at: MomentOrNull,
        verified_at: MomentOrNull,
        disabled_at: MomentOrNull,
        roles: Type.Array(Type.String()),
      }),
    ),
  },
  { description: 'At most 50, the newest first' },
)

export const InvitationInput = Type.Object(
  {
    email: Type.Optional(email),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: longestDays, description: 'Until it expires; 14' })),
  },
  { additionalProperties: false, examples: [{ email: 'friend@example.com', days: 7 }] },
)
export type InvitationInput = Static<typeof InvitationInput>

export const InvitationMade = Type.Object(
  { link: Type.String({ description: 'Shown this once' }), expires_at: Moment },
  { description: 'Made' },
)

export const InvitationList = Type.Object({
  invites: Type.Array(Type.Object({ id: Type.Integer(), email: TextOrNull, created_at: Moment, expires_at: Moment })),
})

export const LetterList = Type.Object(
  {
    letters: Type.Array(
      Type.Object({
        id: Type.Integer(),
        kind: Type.String(),
        recipient: Type.String(),
        created_at: Moment,
        attempts: Type.Integer(),
        fault: TextOrNull,
        due_at: Type.Union([Moment, Type.Null()], { description: 'When it is tried again; null when it was given up' }),
      }),
    ),
  },
  { description: 'Letters that were not sent; never what they say' },
)

export const Changed = Type.Object({}, { description: 'Done' })
export const Gone = Type.Null({ description: 'Withdrawn' })
