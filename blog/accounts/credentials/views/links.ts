import { csrfField, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'

/** The part of the account's page from which password and address are changed. */
export function credentialsSection(context: PageContext, { verified }: { readonly verified: boolean }): Html {
  const { own, changePassword, changeEmail } = context.messages.credentials
  return html`<section class="part" aria-labelledby="credentials">
    <h2 id="credentials">${own.title}</h2>
    <p class="lead">${verified ? own.verified : own.unverified}</p>
    <p class="owner"><a href="/me/password">${changePassword.title}</a><a href="/me/email">${changeEmail.title}</a></p>
    ${!verified && askForm(context)}
    </section>`
}

function askForm(context: PageContext): Html {
  const json = jsonForm(context, { action: '/api/users/me/verify', afterwards: '/me' })
  return html`<form method="post" action="/me/verify"${json}>
    ${csrfField(context)}
    <button class="plain" type="submit">${context.messages.credentials.own.verify}</button></form>`
}
