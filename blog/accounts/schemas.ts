import Type, { type Static } from 'typebox'
import { emailMaxLength } from './emails.ts'
import { passwordMaxLength } from './password-policy.ts'

/** Width of the column `user.name`. */
const nameMaxLength = 48

export const email = Type.String({
  minLength: 1,
  maxLength: emailMaxLength,
  description: 'Trimmed and lower-cased for comparison',
})
export const password = Type.String({
  minLength: 1,
  maxLength: passwordMaxLength,
  description: 'Taken exactly as sent',
})
export const captcha = Type.String({ maxLength: 4096, description: 'Answer to the captcha, where the site has one' })
const invite = Type.String({ maxLength: 128, description: 'Secret of an invitation' })
const strict = { additionalProperties: false } as const

export const Registration = Type.Object(
  {
    password,
    name: Type.String({ minLength: 1, maxLength: nameMaxLength }),
    email,
    invite: Type.Optional(invite),
    captcha: Type.Optional(captcha),
  },
  { ...strict, examples: [{ password: 'abc', name: 'xdd', email: 'xdd@xdd.com' }] },
)
export type Registration = Static<typeof Registration>

export const Credentials = Type.Object(
  { email, password },
  { ...strict, examples: [{ email: 'xdd@xdd.com', password: 'abc' }] },
)
export type Credentials = Static<typeof Credentials>

const token = Type.String({ description: 'JWT, HS256; send it as Authorization: Bearer, jwt or X-JWT' })

/** The fields of a user that others may see. */
const PublicUser = Type.Object({ id: Type.Integer(), name: Type.String(), email: Type.String() })

export const TokenAnswer = Type.Object({ token }, { description: 'Created' })
export const LetterAnswer = Type.Object({}, { description: 'A letter to the address says how to go on' })
export const LoginAnswer = Type.Object({ user: PublicUser, token }, { description: 'Logged in' })
export const UserAnswer = Type.Object({ user: PublicUser }, { description: 'Who is logged in' })
export const EmptyAnswer = Type.Object({}, { description: 'Logged out' })
