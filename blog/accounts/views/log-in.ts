import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import type { RelyingParty } from '../factors/relying-party.ts'
import { passkeyButton, passkeyScript } from '../factors/views/fields.ts'
import { type OfferedProvider, providerButtons } from '../providers/views/providers.ts'
import { otherDoor } from './other-door.ts'

/** The log-in form with the e-mail that was typed, never the password. */
export interface LogInState {
  readonly email: string
  /** Where to go afterwards: a path of this site, already checked. */
  readonly next: string
  /** What passkeys are bound to; undefined where the site can have none. */
  readonly party: RelyingParty | undefined
  /** Whom users may log in with elsewhere. */
  readonly providers: readonly OfferedProvider[]
  readonly errors?: FormErrors | undefined
}

/** The page on which an author comes back. */
export function logInView(context: PageContext, state: LogInState): Html {
  const { account, credentials } = context.messages
  const { email, errors, next } = state
  return layout(context, {
    title: account.logIn.title,
    head: passkeyScript(),
    main: html`<div class="slip">
      <h1>${account.logIn.title}</h1>
      <p class="lead">${next === '/' ? account.logIn.lead : account.logIn.required}</p>
      ${errorSummary(context, errors)}
      <form class="stack" novalidate method="post" action="/login"${jsonForm(context, { action: '/api/users/login', afterwards: next })}>
      ${csrfField(context)}
      <input type="hidden" name="next" value="${next}">
      ${field(context, { name: 'email', label: account.email, type: 'email', value: email, autocomplete: 'username', errors })}
      ${field(context, { name: 'password', label: account.password, type: 'password', autocomplete: 'current-password', errors })}
      <p class="actions"><button type="submit">${account.logIn.submit}</button></p>
      </form>
      ${passkeyForm(context, state)}
      ${providerButtons(context, { providers: state.providers, action: '/login/with', label: context.messages.providers.logIn, next })}
      <p class="alternative"><a href="/forgotten">${credentials.forgottenLink}</a></p>
      ${otherDoor('/reg', account.logIn.other, account.logIn.otherAction, next)}
      </div>`,
  })
}

/** A form of its own: a passkey says by itself who logs in. */
function passkeyForm(context: PageContext, { party, next }: LogInState): Html {
  const action = '/login/passkey'
  const label = context.messages.factors.usePasskey
  const button = { label, kind: 'get', options: '/api/users/login/passkey/options', action } as const
  return html`<form class="stack" method="post" action="${action}" hidden data-with-passkeys>
    ${csrfField(context)}
    <input type="hidden" name="next" value="${next}">
    <p class="actions">${passkeyButton(context, party, button)}</p>
    </form>`
}
