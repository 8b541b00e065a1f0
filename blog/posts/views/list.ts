import { type Pagination, pageAddress, pager } from '../../web/components/pager.ts'
import type { PageContext } from '../../web/context.ts'
import { day } from '../../web/dates.ts'
import { type Fragment, type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { languageOf } from '../language.ts'
import { postPath } from '../urls.ts'
import type { PostSummary } from './data.ts'

/** What a list of posts shows. */
interface PostList {
  /** Address of the list's first page. */
  readonly path: string
  readonly posts: readonly PostSummary[]
  readonly pagination: Pagination
}

/** The home page and every list of posts. */
export function listView(context: PageContext, { path, posts, pagination }: PostList): Html {
  const { list, site } = context.messages
  const { page } = pagination
  return layout(context, {
    title: page > 1 ? list.pageTitle(page) : site.name,
    description: site.description,
    canonical: pageAddress('/', page),
    main:
      posts.length === 0
        ? emptyList(context)
        : [
            html`<h1 class="overline">${page > 1 ? list.pageTitle(page) : list.title}</h1>`,
            html`<ol class="entries" role="list">${posts.map(post => entry(context, post))}</ol>`,
            pager(context.messages, path, pagination),
          ],
  })
}

function entry(context: PageContext, post: PostSummary): Html {
  const language = languageOf(post.title + (post.excerpt ?? ''))
  return html`<li class="entry">
    <article lang="${language}">
    <h2><a href="${postPath(post)}">${post.title}</a></h2>
    ${post.excerpt && html`<p class="excerpt" lang="${language}">${post.excerpt}</p>`}
    </article>
    ${postMeta(context, post)}
    </li>`
}

/** Who wrote a post, when, and how long it takes to read. */
export function postMeta(context: PageContext, post: PostSummary): Html {
  return html`<p class="meta"><span>${post.author}</span>${day(context, post.postdate)}${readingTime(context, post)}</p>`
}

function readingTime(context: PageContext, post: PostSummary): Fragment {
  return post.readingMinutes !== null && html`<span>${context.messages.list.minutes(post.readingMinutes)}</span>`
}

function emptyList(context: PageContext): Html {
  const { list } = context.messages
  const [address, label] = context.user ? ['/pub', list.emptyAction] : ['/reg?next=/pub', list.emptyRegister]
  return html`<div class="empty">
    <h1>${list.empty}</h1>
    <p>${list.emptyHint}</p>
    ${context.user?.writes !== false && html`<a class="button" href="${address}">${label}</a>`}
    </div>`
}
