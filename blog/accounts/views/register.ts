import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { type OfferedProvider, providerButtons } from '../providers/views/providers.ts'
import { otherDoor } from './other-door.ts'

/** The registration form with what was typed, never the password. */
export interface RegisterState {
  readonly values: { readonly name: string; readonly email: string }
  /** Where to go afterwards: a path of this site, already checked. */
  readonly next: string
  /** Secret of the invitation that led here; empty without one. */
  readonly invite: string
  /** Whether a letter comes before the account does. */
  readonly byLetter: boolean
  readonly captcha?: Html | undefined
  /** Whom users may log in with elsewhere. */
  readonly providers: readonly OfferedProvider[]
  readonly minimumPasswordLength: number
  readonly errors?: FormErrors | undefined
}

/** The page on which a visitor becomes an author. */
export function registerView(context: PageContext, state: RegisterState): Html {
  const { account, credentials } = context.messages
  const { values, errors, next, invite, byLetter } = state
  const afterwards = byLetter ? '/letter' : next
  return layout(context, {
    title: account.register.title,
    main: html`<div class="slip">
      <h1>${account.register.title}</h1>
      <p class="lead">${byLetter ? credentials.verifyLead : account.register.lead}</p>
      ${errorSummary(context, errors)}
      <form class="stack" novalidate method="post" action="/reg"${jsonForm(context, { action: '/api/users/', afterwards })}>
      ${csrfField(context)}
      <input type="hidden" name="next" value="${next}">
      ${invite !== '' && html`<input type="hidden" name="invite" value="${invite}">`}
      ${field(context, { name: 'name', label: account.name, hint: account.nameHint, value: values.name, autocomplete: 'name', errors })}
      ${field(context, { name: 'email', label: account.email, type: 'email', value: values.email, autocomplete: 'email', errors })}
      ${field(context, { name: 'password', label: account.password, type: 'password', hint: account.passwordHint(state.minimumPasswordLength), autocomplete: 'new-password', errors })}
      ${state.captcha}
      <p class="actions"><button type="submit">${account.register.submit}</button></p>
      </form>
      ${providerButtons(context, { providers: state.providers, action: '/login/with', label: context.messages.providers.logIn, next, invite })}
      ${otherDoor('/login', account.register.other, account.register.otherAction, next)}
      </div>`,
  })
}
