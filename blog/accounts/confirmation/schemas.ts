import Type, { type Static } from 'typebox'
import { FactorAnswer } from '../factors/schemas.ts'
import { passwordMaxLength } from '../password-policy.ts'

/** Forms send what was left empty, too. */
export const Proof = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: passwordMaxLength, description: 'Left out with a passkey' })),
    ...FactorAnswer.properties,
  },
  { additionalProperties: false, examples: [{ password: 'abc', code: '123456' }] },
)
export type Proof = Static<typeof Proof>
