import Type, { type Static } from 'typebox'
import { Credentials } from '../schemas.ts'

export const Leaving = Type.Object({ password: Credentials.properties.password }, { additionalProperties: false })
export type Leaving = Static<typeof Leaving>

export const Export = Type.Object(
  {},
  { additionalProperties: true, description: 'Everything that is stored about you and by you' },
)
export const AccountDeleted = Type.Object({}, { description: 'Deleted' })
