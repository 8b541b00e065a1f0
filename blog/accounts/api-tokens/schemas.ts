import Type, { type Static } from 'typebox'
import { tokenNameMaxLength } from './models.ts'
import { scopes } from './scopes.ts'

/** Longest life of a token in days; one that lasts for ever is forgotten and found by somebody else. */
const longestDays = 365

const Scopes = Type.Array(Type.Union(scopes.map(scope => Type.Literal(scope))), {
  minItems: 1,
  uniqueItems: true,
  description: scopes.join(', '),
})

export const TokenInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: tokenNameMaxLength, description: 'What you call it' }),
    scopes: Scopes,
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: longestDays, description: 'Until it expires; 90' })),
  },
  { additionalProperties: false, examples: [{ name: 'publisher', scopes: ['posts:write'], days: 30 }] },
)
export type TokenInput = Static<typeof TokenInput>

export const TokenParams = Type.Object({ id: Type.String() })

const Moment = Type.Integer({ description: 'Seconds since 1970' })
const listed = {
  id: Type.Integer(),
  name: Type.String(),
  hint: Type.String({ description: 'How it begins' }),
  scopes: Type.Array(Type.String()),
  created_at: Moment,
  expires_at: Moment,
  used_at: Type.Union([Moment, Type.Null()]),
}

export const ApiTokenMade = Type.Object(
  { token: Type.String({ description: 'Shown this once' }), api_token: Type.Object(listed) },
  { description: 'Made' },
)
export const ApiTokenList = Type.Object({ api_tokens: Type.Array(Type.Object(listed)) })
export const ApiTokenRevoked = Type.Null({ description: 'Revoked' })
