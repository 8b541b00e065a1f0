import { csrfField, errorSummary, jsonForm } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { postPath, removePath } from '../urls.ts'
import type { PostLink } from './data.ts'

/** Ask before a post is deleted: a page of its own, so that it works without scripts. `afterwards` is where one goes on. */
export function removeView(context: PageContext, post: PostLink, afterwards: string): Html {
  const { remove } = context.messages
  return layout(context, {
    title: remove.title,
    main: html`<div class="slip">
      <h1>${remove.question(post.title)}</h1>
      <p class="lead">${remove.warning}</p>
      ${errorSummary(context, undefined)}
      <form class="stack" method="post" action="${removePath(post.id)}"${jsonForm(context, { action: `/api/posts/${post.id}`, method: 'DELETE', afterwards })}>
      ${csrfField(context)}
      <p class="actions"><button class="danger" type="submit">${remove.submit}</button><a href="${postPath(post)}">${remove.cancel}</a></p>
      </form>
      </div>`,
  })
}
