import { csrfField, errorSummary, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { moment } from '../../../web/dates.ts'
import { attributes, type Fragment, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'
import { deviceName } from '../../audit/device-name.ts'
import { credentialsSection } from '../../credentials/views/links.ts'
import { factorsSection } from '../../factors/views/factors.ts'
import { type IdentitiesState, identitiesSection } from '../../providers/views/providers.ts'
import type { ListedSession } from '../../session-list.ts'

/** An event of the audit log as its owner sees it. */
export interface OwnEvent {
  readonly event: string
  readonly at: Date
  readonly device: string | null
  readonly address: string | null
}

/** What the page about one's own account shows. */
export interface AccountState extends IdentitiesState {
  readonly name: string
  readonly email: string
  /** Whether it was shown that mail to the address arrives. */
  readonly verified: boolean
  /** Whether they look after the site. */
  readonly staff: boolean
  readonly sessions: readonly ListedSession[]
  readonly events: readonly OwnEvent[]
}

/** The page about one's own account: where one is logged in, and what happened. */
export function accountView(context: PageContext, state: AccountState): Html {
  const { me } = context.messages
  const { name, email, sessions, events } = state
  return layout(context, {
    title: me.title,
    main: html`<h1>${me.title}</h1>
      <p class="lead">${name} · ${email}</p>
      ${errorSummary(context, undefined)}
      ${credentialsSection(context, state)}
      ${factorsSection(context)}
      ${identitiesSection(context, state)}
      ${sessionSection(context, sessions)}
      <section class="part"><h2><a href="/me/tokens">${me.tokens.title}</a></h2><p class="lead">${me.tokens.lead}</p></section>
      ${state.staff && staffSection(context)}
      ${eventSection(context, events)}
      <p class="part owner"><a href="/me/delete">${me.leave.title}</a></p>`,
  })
}

function staffSection(context: PageContext): Html {
  const { title, link } = context.messages.staff
  return html`<section class="part"><h2><a href="/staff">${title}</a></h2><p class="lead">${link}</p></section>`
}

function sessionSection(context: PageContext, sessions: readonly ListedSession[]): Html {
  const words = context.messages.me.sessions
  return html`<section class="part" aria-labelledby="sessions">
    <h2 id="sessions">${words.title}</h2>
    <p class="lead">${words.lead}</p>
    <ul class="rows" role="list">${sessions.map(session => sessionRow(context, session))}</ul>
    <div class="actions">
    ${sessions.length > 1 && endForm(context, { path: 'others', label: words.endOthers, afterwards: '/me' })}
    ${endForm(context, { path: '', label: words.endAll, afterwards: '/login' })}
    </div>
    </section>`
}

function sessionRow(context: PageContext, session: ListedSession): Html {
  const words = context.messages.me.sessions
  const device = session.device ?? words.unknownDevice
  const kind = [session.current && words.current, session.program && words.program].filter(Boolean).join(' · ')
  const afterwards = session.current ? '/login' : '/me'
  return html`<li>
    <div>
    <h3>${device} ${kind && html`<span class="hint">${kind}</span>`}</h3>
    <p class="meta"><span>${session.address}</span>
    <span>${words.since} ${moment(context, session.createdAt)}</span>
    ${session.seenAt && html`<span>${words.seen} ${moment(context, session.seenAt)}</span>`}
    <span>${words.until} ${moment(context, session.expiresAt)}</span></p>
    </div>
    ${endForm(context, { path: session.id, label: words.end, description: words.endLabel(device), afterwards })}
    </li>`
}

interface EndForm {
  /** What is ended: an id, `others`, or nothing for all. */
  readonly path: string
  readonly label: string
  readonly description?: string
  readonly afterwards: string
}

function endForm(context: PageContext, { path, label, description, afterwards }: EndForm): Html {
  const below = path === '' ? '' : `/${path}`
  const json = jsonForm(context, { action: `/api/users/me/sessions${below}`, method: 'DELETE', afterwards })
  return html`<form method="post" action="/me/sessions${below}/end"${json}>
    ${csrfField(context)}
    <button class="plain" type="submit"${attributes({ 'aria-label': description })}>${label}</button>
    </form>`
}

function eventSection(context: PageContext, events: readonly OwnEvent[]): Html {
  const words = context.messages.me.events
  return html`<section class="part" aria-labelledby="events">
    <h2 id="events">${words.title}</h2>
    <p class="lead">${words.lead}</p>
    <ul class="rows" role="list">${events.map(event => eventRow(context, event))}</ul>
    </section>`
}

function eventRow(context: PageContext, { event, at, device, address }: OwnEvent): Html {
  const names: Readonly<Record<string, string>> = context.messages.me.events.names
  const from: Fragment[] = [
    device && html`<span>${deviceName(device)}</span>`,
    address && html`<span>${address}</span>`,
  ]
  return html`<li><h3>${names[event] ?? event}</h3><p class="meta"><span>${moment(context, at)}</span>${from}</p></li>`
}
