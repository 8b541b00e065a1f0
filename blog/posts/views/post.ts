import type { PageContext } from '../../web/context.ts'
import { attributes, type Fragment, type Html, html, trusted } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { languageOf } from '../language.ts'
import { editPath, postPath, removePath } from '../urls.ts'
import type { PostLink, PostPage } from './data.ts'
import { postMeta } from './list.ts'

/** A post, as one reads it. */
export function postView(context: PageContext, post: PostPage): Html {
  return layout(context, {
    title: post.title,
    description: post.excerpt ?? '',
    canonical: postPath(post),
    head: [openGraph(context, post), structuredData(context, post)],
    main: html`<article class="post" lang="${post.language}">
      <header>
      <h1>${post.title}</h1>
      <div lang="${context.language}">${postMeta(context, post)}${actions(context, post)}</div>
      ${contents(context, post)}
      </header>
      <div class="prose" lang="${post.language}">${post.text.html}</div>
      </article>
      ${neighbours(context, post)}`,
  })
}

/** Headings from which on a text is long enough to want a table of contents. */
const WORTH_CONTENTS = 3

function contents(context: PageContext, post: PostPage): Fragment {
  const headings = post.text.headings.filter(heading => heading.level <= 3 && heading.text !== '')
  if (headings.length < WORTH_CONTENTS) return undefined
  return html`<details class="contents">
    <summary lang="${context.language}">${context.messages.post.contents}</summary>
    <ol role="list">${headings.map(({ id, level, text }) => html`<li${attributes({ class: level > 2 && 'inner' })}><a href="#${id}">${text}</a></li>`)}</ol>
    </details>`
}

function actions(context: PageContext, { id, rights }: PostPage): Fragment {
  if (!rights.change && !rights.delete) return undefined
  const words = context.messages.post
  return html`<p class="owner">
    ${rights.change && html`<a href="${editPath(id)}">${words.edit}</a>`}
    ${rights.delete && html`<a href="${removePath(id)}">${words.delete}</a>`}
    </p>`
}

function neighbours(context: PageContext, post: PostPage): Fragment {
  if (!post.newer && !post.older) return undefined
  const words = context.messages.post
  return html`<nav class="neighbours" aria-label="${words.neighbours}">
    ${neighbour(post.older, 'prev', words.older)}
    ${neighbour(post.newer, 'next', words.newer)}
    </nav>`
}

function neighbour(post: PostLink | null, relation: 'prev' | 'next', label: string): Fragment {
  if (!post) return undefined
  return html`<a rel="${relation}" href="${postPath(post)}"><span>${label}</span><b lang="${languageOf(post.title)}">${post.title}</b></a>`
}

function openGraph(context: PageContext, post: PostPage): Html {
  return html`<meta property="og:type" content="article">
    <meta property="og:site_name" content="${context.messages.site.name}">
    <meta property="og:title" content="${post.title}">
    <meta property="og:description" content="${post.excerpt}">
    <meta property="og:url" content="${context.origin}${postPath(post)}">
    <meta property="article:published_time" content="${post.postdate.toISOString()}">`
}

/** Describe the post to search engines (schema.org BlogPosting). A data block is no script, so CSP leaves it alone. */
function structuredData(context: PageContext, post: PostPage): Html {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'BlogPosting',
    headline: post.title,
    description: post.excerpt ?? '',
    inLanguage: post.language,
    datePublished: post.postdate.toISOString(),
    author: { '@type': 'Person', name: post.author },
    mainEntityOfPage: context.origin + postPath(post),
  }
  // Without "<" nothing in the text can end the element or open a comment.
  const text = JSON.stringify(data).replace(/</g, '\\u003c')
  return html`<script type="application/ld+json">${trusted(text)}</script>`
}
