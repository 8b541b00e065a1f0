import { csrfField, type FormErrors, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { moment } from '../../../web/dates.ts'
import { type Fragment, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'
import { slipView } from '../../credentials/views/slip.ts'

/** A provider as a button shows it. */
export interface OfferedProvider {
  readonly slug: string
  readonly title: string
}

/** Where buttons of providers lead. */
export interface ProviderButtons {
  readonly providers: readonly OfferedProvider[]
  /** Address before the provider's short name. */
  readonly action: string
  readonly label: (title: string) => string
  /** Where to go afterwards: a path of this site. */
  readonly next: string
  readonly invite?: string
}

/** A button for each provider: a form of its own, which needs no script. */
export function providerButtons(
  context: PageContext,
  { providers, action, label, ...fields }: ProviderButtons,
): Fragment {
  return providers.map(
    ({ slug, title }) => html`<form class="stack" method="post" action="${action}/${slug}">
      ${csrfField(context)}
      <input type="hidden" name="next" value="${fields.next}">
      ${fields.invite && html`<input type="hidden" name="invite" value="${fields.invite}">`}
      <p class="actions"><button class="quiet" type="submit">${label(title)}</button></p>
      </form>`,
  )
}

/** The page that leads on to a provider. */
export function goingView(context: PageContext, { title }: OfferedProvider, address: string): Html {
  const words = context.messages.providers.going
  return layout(context, {
    title: words.title(title),
    head: html`<meta http-equiv="refresh" content="${`0; url=${address}`}">`,
    main: html`<div class="slip">
      <h1>${words.title(title)}</h1>
      <p class="lead">${words.lead}</p>
      <p class="actions"><a class="button" href="${address}" rel="noreferrer">${words.submit}</a></p>
      </div>`,
  })
}

/** Where the link of a letter leads that finishes joining: a plain GET makes no account. */
export function joinView(context: PageContext, token: string, errors: FormErrors | undefined): Html {
  const { title, lead, submit } = context.messages.providers.join
  const fields = html`<input type="hidden" name="token" value="${token}">`
  const json = { action: '/api/users/join', afterwards: '/' }
  return slipView(context, { title, lead, form: { action: '/join', json, fields, submit, errors } })
}

/** An identity as the page about one's own account shows it. */
interface ShownRow {
  readonly id: number
  readonly title: string
  readonly email: string | null
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** What the part of the account's page about providers shows. */
export interface IdentitiesState {
  readonly identities: readonly ShownRow[]
  /** Providers that could be linked. */
  readonly offered: readonly OfferedProvider[]
}

/** The part of the account's page about log-ins with others; nothing on a site without any. */
export function identitiesSection(context: PageContext, { identities, offered }: IdentitiesState): Fragment {
  const words = context.messages.providers.own
  if (identities.length === 0 && offered.length === 0) return undefined
  return html`<section class="part" aria-labelledby="identities">
    <h2 id="identities">${words.title}</h2>
    <p class="lead">${words.lead}</p>
    <ul class="rows" role="list">${identities.map(identity => identityRow(context, identity))}</ul>
    ${providerButtons(context, { providers: offered, action: '/me/identities/with', label: words.link, next: '/me' })}
    </section>`
}

function identityRow(context: PageContext, { id, title, email, createdAt, usedAt }: ShownRow): Html {
  const words = context.messages.providers.own
  const json = jsonForm(context, { action: `/api/users/me/identities/${id}`, method: 'DELETE', afterwards: '/me' })
  return html`<li>
    <div>
    <h3>${title}</h3>
    <p class="meta">${email !== null && html`<span>${email}</span>`}<span>${words.since} ${moment(context, createdAt)}</span>
    ${usedAt && html`<span>${words.used} ${moment(context, usedAt)}</span>`}</p>
    </div>
    <form method="post" action="/me/identities/${id}/unlink"${json}>
    ${csrfField(context)}
    <button class="plain" type="submit" aria-label="${words.unlinkLabel(title)}">${words.unlink}</button>
    </form>
    </li>`
}
