import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { moment } from '../../../web/dates.ts'
import { attributes, type Fragment, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'

/** Times for which an invitation that the form makes holds, in days. */
export const lifetimes = [7, 14, 30] as const

/** An invitation that nobody has used yet. */
interface OpenInvitation {
  readonly id: number
  readonly email: string | null
  readonly expiresAt: Date
}

/** A letter that was not sent. */
interface StuckLetter {
  readonly kind: string
  readonly recipient: string
  readonly createdAt: Date
  readonly attempts: number
  readonly fault: string | null
  readonly dueAt: Date | null
}

/** What the page shows; parts that the reader may not see are left out. */
export interface StaffState {
  readonly invitations: readonly OpenInvitation[] | undefined
  readonly letters: readonly StuckLetter[] | undefined
  /** The invitation that was just made; its link is never shown again. */
  readonly made?: { readonly link: string } | undefined
  /** Address that was typed into a form that was refused. */
  readonly email: string
  readonly errors?: FormErrors | undefined
}

/** The page for those who look after the site: who is invited, and which letters are stuck. */
export function staffView(context: PageContext, state: StaffState): Html {
  const { staff: words } = context.messages
  return layout(context, {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${state.made && freshLink(context, state.made.link)}
      ${errorSummary(context, state.errors)}
      ${state.invitations && invitationSection(context, state.invitations, state)}
      ${state.letters && letterSection(context, state.letters)}`,
  })
}

function freshLink(context: PageContext, link: string): Html {
  const { once } = context.messages.staff.invites
  return html`<div class="notice" role="status"><p>${once}</p><p><code class="secret">${link}</code></p></div>`
}

function invitationSection(context: PageContext, open: readonly OpenInvitation[], state: StaffState): Html {
  const { invites: words } = context.messages.staff
  return html`<section class="part" aria-labelledby="invites">
    <h2 id="invites">${words.title}</h2>
    <p class="lead">${open.length > 0 ? words.lead : words.none}</p>
    <ul class="rows" role="list">${open.map(invitation => invitationRow(context, invitation))}</ul>
    ${inviteForm(context, state)}
    </section>`
}

function invitationRow(context: PageContext, { id, email, expiresAt }: OpenInvitation): Html {
  const { invites: words } = context.messages.staff
  const json = jsonForm(context, { action: `/api/staff/invites/${id}`, method: 'DELETE', afterwards: '/staff' })
  const whom = email ?? words.anybody
  return html`<li>
    <div><h3>${whom}</h3><p class="meta"><span>${words.until} ${moment(context, expiresAt)}</span></p></div>
    <form method="post" action="/staff/invites/${id}/withdraw"${json}>
    ${csrfField(context)}
    <button class="plain" type="submit" aria-label="${words.withdrawLabel(whom)}">${words.withdraw}</button>
    </form>
    </li>`
}

function inviteForm(context: PageContext, { email, errors }: StaffState): Html {
  const { invites: words } = context.messages.staff
  const value = errors ? email : ''
  const whom = { name: 'email', label: words.email, type: 'email', hint: words.emailHint, optional: true } as const
  return html`<form class="stack" novalidate method="post" action="/staff">
    ${csrfField(context)}
    ${field(context, { ...whom, value, autocomplete: 'off', errors })}
    <div class="field"><label for="days">${words.days}</label><select id="days" name="days">${lifetimes.map(days => lifetime(context, days))}</select></div>
    <p class="actions"><button type="submit">${words.make}</button></p>
    </form>`
}

function lifetime(context: PageContext, days: number): Html {
  const selected = days === 14
  return html`<option${attributes({ value: days, selected })}>${context.messages.me.tokens.dayCount(days)}</option>`
}

function letterSection(context: PageContext, letters: readonly StuckLetter[]): Html {
  const { letters: words } = context.messages.staff
  return html`<section class="part" aria-labelledby="letters">
    <h2 id="letters">${words.title}</h2>
    <p class="lead">${letters.length > 0 ? words.lead : words.none}</p>
    <ul class="rows" role="list">${letters.map(letter => letterRow(context, letter))}</ul>
    </section>`
}

function letterRow(context: PageContext, { kind, recipient, createdAt, attempts, fault, dueAt }: StuckLetter): Html {
  const { letters: words } = context.messages.staff
  const next: Fragment = dueAt
    ? html`<span>${words.again} ${moment(context, dueAt)}</span>`
    : html`<span>${words.givenUp}</span>`
  return html`<li><div>
    <h3>${recipient} <span class="hint"><code>${kind}</code></span></h3>
    <p class="meta"><span>${words.written} ${moment(context, createdAt)}</span><span>${words.attempts(attempts)}</span>
    ${fault && html`<span><code>${fault}</code></span>`}${next}</p>
    </div></li>`
}
