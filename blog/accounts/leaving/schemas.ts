import Type, { type Static } from 'typebox'
import { ownPassword } from '../credentials/schemas.ts'

export const Leaving = Type.Object({ password: Type.Optional(ownPassword) }, { additionalProperties: false })
export type Leaving = Static<typeof Leaving>

export const Export = Type.Object(
  {},
  { additionalProperties: true, description: 'Everything that is stored about you and by you' },
)
export const AccountDeleted = Type.Object({}, { description: 'Deleted' })
