import Type, { type Static } from 'typebox'

const Moment = Type.Integer({ description: 'Seconds since 1970' })

export const SessionParams = Type.Object({ id: Type.String() })
export type SessionParams = Static<typeof SessionParams>

export const SessionList = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        current: Type.Boolean(),
        program: Type.Boolean({ description: 'Held by a token, not by a cookie' }),
        device: Type.Union([Type.String(), Type.Null()]),
        address: Type.Union([Type.String(), Type.Null()]),
        created_at: Moment,
        seen_at: Type.Union([Moment, Type.Null()]),
        expires_at: Moment,
      }),
    ),
  },
  { description: 'Where you are logged in' },
)

export const SessionEnded = Type.Null({ description: 'Ended' })
export const SessionsEnded = Type.Object({ ended: Type.Integer() }, { description: 'How many were ended' })

export const EventList = Type.Object(
  {
    events: Type.Array(
      Type.Object({
        event: Type.String(),
        at: Moment,
        device: Type.Union([Type.String(), Type.Null()]),
        address: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  },
  { description: 'What happened to your account, the latest first' },
)
