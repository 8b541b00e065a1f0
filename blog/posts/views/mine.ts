import { type Pagination, pager } from '../../web/components/pager.ts'
import type { PageContext } from '../../web/context.ts'
import { day } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { languageOf } from '../language.ts'
import { editPath, postPath, removePath } from '../urls.ts'
import type { PostLink } from './data.ts'

/** A post in its author's own list. */
export interface OwnPost extends PostLink {
  readonly postdate: Date
}

/** The author's own posts, with what can be done to each. */
export function mineView(context: PageContext, posts: readonly OwnPost[], pagination: Pagination): Html {
  const { mine } = context.messages
  return layout(context, {
    title: mine.title,
    main:
      posts.length === 0
        ? emptyMine(context)
        : [
            html`<div class="heading"><h1>${mine.title}</h1>${context.user?.writes && html`<a class="button" href="/pub">${context.messages.navigation.write}</a>`}</div>`,
            html`<p class="lead">${mine.count(pagination.total)}</p>`,
            html`<ul class="rows" role="list">${posts.map(post => row(context, post))}</ul>`,
            pager(context.messages, '/me/posts', pagination),
          ],
  })
}

function row(context: PageContext, post: OwnPost): Html {
  const { post: words, mine } = context.messages
  return html`<li>
    <div>
    <h2 lang="${languageOf(post.title)}"><a href="${postPath(post)}">${post.title}</a></h2>
    <p class="meta">${day(context, post.postdate)}</p>
    </div>
    <p class="owner">
    <a href="${editPath(post.id)}" aria-label="${mine.editLabel(post.title)}">${words.edit}</a>
    <a href="${removePath(post.id)}" aria-label="${mine.deleteLabel(post.title)}">${words.delete}</a>
    </p>
    </li>`
}

function emptyMine(context: PageContext): Html {
  const { mine } = context.messages
  return html`<div class="empty">
    <h1>${mine.empty}</h1>
    <p>${mine.emptyHint}</p>
    ${context.user?.writes && html`<a class="button" href="/pub">${mine.emptyAction}</a>`}
    </div>`
}
