import Type, { type Static } from 'typebox'

export const RefreshInput = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 128, description: 'The newest one; each is used once' }) },
  { additionalProperties: false },
)
export type RefreshInput = Static<typeof RefreshInput>

export const TokenPair = Type.Object(
  {
    token: Type.String({ description: 'JWT; send it as Authorization: Bearer' }),
    refresh_token: Type.String({ description: 'Exchange it at /users/token/refresh before the session ends' }),
    expires_in: Type.Integer({ description: 'Seconds until the token expires' }),
  },
  { description: 'A token, and the one that renews it' },
)
