import { type FormErrors, field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'

/** What stands in the way of leaving, and what was wrong with the form. */
export interface LeaveState {
  readonly posts: number
  /** Whether there is a password to ask for. */
  readonly withPassword: boolean
  readonly errors?: FormErrors | undefined
}

/** The page that says what happens to everything, before one deletes one's account. */
export function leaveView(context: PageContext, { posts, withPassword, errors }: LeaveState): Html {
  const { leave } = context.messages.me
  const { title, lead, submit } = leave
  const below = html`<p class="owner"><a href="/me/export">${leave.export}</a></p>`
  const first = html`<p class="actions"><a class="button" href="/me/posts">${leave.toPosts}</a></p>${below}`
  if (posts > 0) return slipView(context, { title, lead: leave.postsFirst(posts), below: first })
  const label = context.messages.credentials.currentPassword
  const password = { name: 'password', label, type: 'password', autocomplete: 'current-password', errors } as const
  const fields = withPassword && field(context, password)
  const json = { action: '/api/users/me/delete', afterwards: '/' }
  return slipView(context, { title, lead, form: { action: '/me/delete', json, fields, submit, errors }, below })
}
