import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { moment } from '../../../web/dates.ts'
import { attributes, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'
import { type Scope, scopes } from '../scopes.ts'

/** Lives of a token that the form offers, in days. */
export const lifetimes = [30, 90, 365] as const

/** Name of the box that grants a scope: a form may hold each name once. */
export function scopeField(scope: Scope): string {
  return `scope-${scope.replace(':', '-')}`
}

/** A token as its owner sees it. */
export interface OwnToken {
  readonly id: number
  readonly name: string
  readonly hint: string
  readonly scopes: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

/** What the page about tokens for programs shows. */
export interface TokensState {
  readonly tokens: readonly OwnToken[]
  /** The token that was just made; it is never shown again. */
  readonly token?: string | undefined
  /** Name that was typed into a form that was refused. */
  readonly name: string
  readonly errors?: FormErrors | undefined
}

/** The page on which tokens for programs are made, listed and revoked. */
export function tokensView(context: PageContext, state: TokensState): Html {
  const { tokens: words } = context.messages.me
  return layout(context, {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${state.token !== undefined && freshToken(context, state.token)}
      ${errorSummary(context, state.errors)}
      <ul class="rows" role="list">${state.tokens.map(token => row(context, token))}</ul>
      ${makeForm(context, state)}`,
  })
}

function freshToken(context: PageContext, token: string): Html {
  const { tokens: words } = context.messages.me
  return html`<div class="notice" role="status"><p>${words.once}</p><p><code class="secret">${token}</code></p></div>`
}

function row(context: PageContext, token: OwnToken): Html {
  const { tokens: words } = context.messages.me
  const json = jsonForm(context, {
    action: `/api/users/me/tokens/${token.id}`,
    method: 'DELETE',
    afterwards: '/me/tokens',
  })
  return html`<li>
    <div>
    <h3>${token.name} <span class="hint"><code>${token.hint}…</code></span></h3>
    <p class="meta"><span>${token.scopes}</span>
    <span>${words.until} ${moment(context, token.expiresAt)}</span>
    ${token.usedAt && html`<span>${words.used} ${moment(context, token.usedAt)}</span>`}</p>
    </div>
    <form method="post" action="/me/tokens/${token.id}/revoke"${json}>
    ${csrfField(context)}
    <button class="plain" type="submit" aria-label="${words.revokeLabel(token.name)}">${words.revoke}</button>
    </form>
    </li>`
}

function makeForm(context: PageContext, { name, errors }: TokensState): Html {
  const { tokens: words } = context.messages.me
  const value = errors ? name : ''
  return html`<section class="part" aria-labelledby="make">
    <h2 id="make">${words.make}</h2>
    <form class="stack" method="post" action="/me/tokens">
    ${csrfField(context)}
    ${field(context, { name: 'name', label: words.name, hint: words.nameHint, value, errors })}
    <fieldset id="scopes"><legend>${words.scopes}</legend>${scopes.map(scope => scopeBox(context, scope))}</fieldset>
    <div class="field"><label for="days">${words.days}</label><select id="days" name="days">${lifetimes.map(days => lifetime(context, days))}</select></div>
    <p class="actions"><button type="submit">${words.make}</button></p>
    </form>
    </section>`
}

function scopeBox(context: PageContext, scope: Scope): Html {
  const name = scopeField(scope)
  return html`<p class="choice"><input${attributes({ type: 'checkbox', id: name, name, value: 'on' })}>
    <label for="${name}">${context.messages.me.tokens.scopeNames[scope]} <code>${scope}</code></label></p>`
}

function lifetime(context: PageContext, days: number): Html {
  const selected = days === 90
  return html`<option${attributes({ value: days, selected })}>${context.messages.me.tokens.dayCount(days)}</option>`
}
