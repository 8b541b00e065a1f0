import Type, { type Static } from 'typebox'
import { captcha, email, password } from '../schemas.ts'

const strict = { additionalProperties: false } as const
const token = Type.String({ minLength: 1, maxLength: 128, description: 'The secret of the link, from its address' })

export const Confirmation = Type.Object({ token, password }, strict)
export type Confirmation = Static<typeof Confirmation>

export const ForgottenPassword = Type.Object({ email, captcha: Type.Optional(captcha) }, strict)
export type ForgottenPassword = Static<typeof ForgottenPassword>

export const NewPassword = Type.Object({ token, password }, strict)
export type NewPassword = Static<typeof NewPassword>

export const PasswordChange = Type.Object({ current: password, password }, strict)
export type PasswordChange = Static<typeof PasswordChange>

export const EmailChange = Type.Object({ email, password }, strict)
export type EmailChange = Static<typeof EmailChange>

export const EmailConfirmation = Type.Object({ token }, strict)
export type EmailConfirmation = Static<typeof EmailConfirmation>

export const Written = Type.Object({}, { description: 'A letter is on its way, if there is anybody to write to' })
export const Done = Type.Object({}, { description: 'Done' })
