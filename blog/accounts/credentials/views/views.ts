import { type FormErrors, field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Fragment, type Html, html } from '../../../web/html.ts'
import { slipView } from './slip.ts'

/** What a form shows again after it was refused. */
export interface FormState {
  readonly email?: string
  /** Whether there is no password to ask for. */
  readonly withoutPassword?: boolean
  readonly errors?: FormErrors | undefined
}

/** The field that carries the secret of a link through a form. */
function secretField(name: 'token' | 'invite', secret: string): Html {
  return html`<input type="hidden" name="${name}" value="${secret}">`
}

function newPassword(context: PageContext, minimum: number, { errors }: FormState): Html {
  const { account, credentials } = context.messages
  const hint = account.passwordHint(minimum)
  const label = credentials.newPassword
  return field(context, { name: 'password', label, type: 'password', hint, autocomplete: 'new-password', errors })
}

function currentPassword(context: PageContext, name: 'current' | 'password', state: FormState): Fragment {
  if (state.withoutPassword) return undefined
  const { errors } = state
  const label = context.messages.credentials.currentPassword
  return field(context, { name, label, type: 'password', autocomplete: 'current-password', errors })
}

/** Where one says which account's password is forgotten. */
export function forgottenView(context: PageContext, state: FormState & { readonly captcha?: Html | undefined }): Html {
  const { account, credentials } = context.messages
  const { title, lead, submit } = credentials.forgotten
  const email = { name: 'email', label: account.email, type: 'email', autocomplete: 'username' } as const
  return slipView(context, {
    title,
    lead,
    form: {
      action: '/forgotten',
      json: { action: '/api/users/password/forgotten', afterwards: '/letter' },
      fields: [field(context, { ...email, value: state.email ?? '', errors: state.errors }), state.captcha],
      submit,
      errors: state.errors,
    },
  })
}

/** What is said after a letter was asked for, whether one was written or not. */
export function letterView(context: PageContext): Html {
  const { title, lead } = context.messages.credentials.letter
  return slipView(context, { title, lead })
}

/** Where a link for a new password leads. */
export function resetView(context: PageContext, token: string, minimum: number, state: FormState): Html {
  const { title, lead, submit } = context.messages.credentials.reset
  const fields = [secretField('token', token), newPassword(context, minimum, state)]
  const json = { action: '/api/users/password/reset', afterwards: '/login' }
  return slipView(context, { title, lead, form: { action: '/reset', json, fields, submit, errors: state.errors } })
}

/** Where a link that shows an address leads: the password shows that it is one's own registration. */
export function verifyView(context: PageContext, token: string, state: FormState): Html {
  const { title, lead, submit } = context.messages.credentials.verify
  const fields = [secretField('token', token), currentPassword(context, 'password', state)]
  const json = { action: '/api/users/verify', afterwards: '/' }
  return slipView(context, { title, lead, form: { action: '/verify', json, fields, submit, errors: state.errors } })
}

/** Where a link to a new address leads: a plain GET changes nothing. */
export function confirmEmailView(context: PageContext, token: string, state: FormState): Html {
  const { title, lead, submit } = context.messages.credentials.confirmEmail
  const json = { action: '/api/users/email', afterwards: '/login' }
  const fields = secretField('token', token)
  return slipView(context, { title, lead, form: { action: '/email', json, fields, submit, errors: state.errors } })
}

/** Where one changes one's password. */
export function passwordView(context: PageContext, minimum: number, state: FormState): Html {
  const { title, lead, submit } = context.messages.credentials.changePassword
  const fields = [currentPassword(context, 'current', state), newPassword(context, minimum, state)]
  const json = { action: '/api/users/me/password', afterwards: '/me' }
  return slipView(context, {
    title,
    lead,
    form: { action: '/me/password', json, fields, submit, errors: state.errors },
  })
}

/** Where one asks for another address. */
export function emailView(context: PageContext, current: string, state: FormState): Html {
  const { title, lead, label, submit } = context.messages.credentials.changeEmail
  const email = { name: 'email', label, type: 'email', autocomplete: 'email', errors: state.errors } as const
  const fields = [field(context, { ...email, value: state.email ?? '' }), currentPassword(context, 'password', state)]
  const json = { action: '/api/users/me/email', afterwards: '/me' }
  const form = { action: '/me/email', json, fields, submit, errors: state.errors }
  return slipView(context, { title, lead: lead(current), form })
}

/** What stands in the place of the registration form where the site takes nobody, or only invited people. */
export function doorView(context: PageContext, reason: 'closed' | 'invite'): Html {
  const { title, lead } = context.messages.credentials[reason]
  return slipView(context, { title, lead })
}
