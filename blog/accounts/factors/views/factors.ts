import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { moment } from '../../../web/dates.ts'
import { type Fragment, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'
import type { OwnFactors, OwnPasskey } from '../list.ts'
import type { RelyingParty } from '../relying-party.ts'
import { passkeyButton, passkeyScript } from './fields.ts'
import { passkeyPath } from './passkey.ts'

/** What the page about one's second factors shows. */
export interface FactorsState {
  readonly factors: OwnFactors
  /** What passkeys are bound to; undefined where the site can have none. */
  readonly party: RelyingParty | undefined
  /** Recovery codes that were just made; they are never shown again. */
  readonly codes?: readonly string[] | undefined
  /** Name that was typed for a passkey that was refused. */
  readonly name?: string | undefined
  readonly errors?: FormErrors | undefined
}

/** The page on which second factors are added and removed. */
export function factorsView(context: PageContext, state: FactorsState): Html {
  const words = context.messages.factors
  return layout(context, {
    title: words.title,
    head: passkeyScript(),
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${errorSummary(context, state.errors)}
      ${state.codes && freshCodes(context, state.codes)}
      ${appSection(context, state.factors)}
      ${state.party && passkeySection(context, state, state.party)}
      ${recoverySection(context, state.factors)}`,
  })
}

function freshCodes(context: PageContext, codes: readonly string[]): Html {
  const items = codes.map(code => html`<li><code class="secret">${code}</code></li>`)
  return html`<div class="notice" role="status"><p>${context.messages.factors.recovery.once}</p><ol class="codes">${items}</ol></div>`
}

function appSection(context: PageContext, { totp }: OwnFactors): Html {
  const { app: words } = context.messages.factors
  const add = jsonForm(context, { action: '/api/users/me/factors/totp', afterwards: '/me/factors/totp' })
  const remove = jsonForm(context, {
    action: '/api/users/me/factors/totp',
    method: 'DELETE',
    afterwards: '/me/factors',
  })
  return html`<section class="part" aria-labelledby="app">
    <h2 id="app">${words.title}</h2>
    <p class="lead">${totp ? words.on : words.off}</p>
    <form class="actions" method="post" action="/me/factors/totp${totp && '/remove'}"${totp ? remove : add}>
    ${csrfField(context)}
    <button type="submit" class="quiet">${totp ? words.remove : words.add}</button>
    </form>
    </section>`
}

function passkeySection(context: PageContext, { factors, name, errors }: FactorsState, party: RelyingParty): Html {
  const { passkeys: words } = context.messages.factors
  const action = '/me/factors/passkeys'
  const add = { label: words.add, kind: 'create', options: '/api/users/me/factors/passkeys/options', action } as const
  const typed = errors ? name : ''
  return html`<section class="part" aria-labelledby="passkeys">
    <h2 id="passkeys">${words.title}</h2>
    <p class="lead">${words.lead}</p>
    <ul class="rows" role="list">${factors.passkeys.map(passkey => passkeyRow(context, passkey))}</ul>
    <p class="hint" data-without-passkeys>${words.without(party.origin)}</p>
    <form class="stack slip" method="post" action="${action}" hidden data-with-passkeys>
    ${csrfField(context)}
    ${field(context, { name: 'name', label: words.name, hint: words.nameHint, value: typed, errors })}
    <p class="actions">${passkeyButton(context, party, add)}</p>
    </form>
    </section>`
}

function passkeyRow(context: PageContext, { id, name, backedUp, createdAt, usedAt }: OwnPasskey): Html {
  const { passkeys: words } = context.messages.factors
  const json = { action: `/api/users${passkeyPath(id)}`, method: 'DELETE', afterwards: '/me/factors' } as const
  return html`<li>
    <div>
    <h3>${name} ${backedUp && html`<span class="hint">${words.backedUp}</span>`}</h3>
    <p class="meta"><span>${words.since} ${moment(context, createdAt)}</span>
    ${usedAt && html`<span>${words.used} ${moment(context, usedAt)}</span>`}</p>
    </div>
    <div class="owner">
    <a href="${passkeyPath(id)}" aria-label="${words.renameLabel(name)}">${words.renameLink}</a>
    <form method="post" action="${passkeyPath(id)}/remove"${jsonForm(context, json)}>
    ${csrfField(context)}
    <button class="plain" type="submit" aria-label="${words.removeLabel(name)}">${words.remove}</button>
    </form>
    </div>
    </li>`
}

function recoverySection(context: PageContext, { totp, passkeys, recoveryCodes }: OwnFactors): Html {
  const { recovery: words } = context.messages.factors
  const any = totp || passkeys.length > 0
  // The answer shows the codes, so that they stand in no address and no cookie: no script sends this form.
  const renew: Fragment = html`<form class="actions" method="post" action="/me/factors/recovery-codes">
    ${csrfField(context)}
    <button type="submit" class="quiet">${words.renew}</button>
    </form>`
  return html`<section class="part" aria-labelledby="recovery">
    <h2 id="recovery">${words.title}</h2>
    <p class="lead">${any ? words.left(recoveryCodes) : words.none}</p>
    ${any && renew}
    </section>`
}

/** The part of the account's page that leads here. */
export function factorsSection(context: PageContext): Html {
  const { title, lead } = context.messages.factors
  return html`<section class="part"><h2><a href="/me/factors">${title}</a></h2><p class="lead">${lead}</p></section>`
}
