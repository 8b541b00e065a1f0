import { csrfField } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'

/** Ask before logging out: a plain GET must not end a session. */
export function logOutView(context: PageContext): Html {
  const { logOut } = context.messages.account
  return layout(context, {
    title: logOut.title,
    main: html`<div class="slip">
      <h1>${logOut.title}</h1>
      <p class="lead">${logOut.question}</p>
      <form class="stack" method="post" action="/logout">
      ${csrfField(context)}
      <p class="actions"><button type="submit">${logOut.submit}</button><a href="/">${logOut.stay}</a></p>
      </form>
      </div>`,
  })
}
