import Type, { type Static } from 'typebox'
import { passwordMaxLength } from '../password-policy.ts'
import { captcha, email, password } from '../schemas.ts'

/** Left out by who has none. */
export const ownPassword = Type.String({
  minLength: 1,
  maxLength: passwordMaxLength,
  description: 'Your password; who has none leaves it out and must have confirmed lately',
})

const strict = { additionalProperties: false } as const
const token = Type.String({ minLength: 1, maxLength: 128, description: 'The secret of the link, from its address' })

export const Confirmation = Type.Object({ token, password }, strict)
export type Confirmation = Static<typeof Confirmation>

export const ForgottenPassword = Type.Object({ email, captcha: Type.Optional(captcha) }, strict)
export type ForgottenPassword = Static<typeof ForgottenPassword>

export const NewPassword = Type.Object({ token, password }, strict)
export type NewPassword = Static<typeof NewPassword>

export const PasswordChange = Type.Object({ current: Type.Optional(ownPassword), password }, strict)
export type PasswordChange = Static<typeof PasswordChange>

export const EmailChange = Type.Object({ email, password: Type.Optional(ownPassword) }, strict)
export type EmailChange = Static<typeof EmailChange>

export const EmailConfirmation = Type.Object({ token }, strict)
export type EmailConfirmation = Static<typeof EmailConfirmation>

export const Written = Type.Object({}, { description: 'A letter is on its way, if there is anybody to write to' })
export const Done = Type.Object({}, { description: 'Done' })
