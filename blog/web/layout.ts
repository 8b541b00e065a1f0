import { type Language, languages } from '../http/accept.ts'
import { assetUrl } from './assets.ts'
import { csrfField } from './components/form.ts'
import type { PageContext } from './context.ts'
import { attributes, type Fragment, type Html, html } from './html.ts'
import { messagesFor } from './translations/index.ts'

/** What a page tells the layout about itself. */
export interface PageParts {
  readonly title: string
  readonly description?: string
  /** Path that search engines should keep; pages that are not for them leave it out. */
  readonly canonical?: string
  /** More elements for the head, such as Open Graph or links to neighbours. */
  readonly head?: Fragment
  readonly main: Fragment
}

/** Wrap a page in what all pages share: head, masthead, notice, footer. */
export function layout(context: PageContext, page: PageParts): Html {
  const { messages, language } = context
  const title = page.title === messages.site.name ? page.title : `${page.title} · ${messages.site.name}`
  return html`<!doctype html>
    <html lang="${language}">
    <head>
    <meta charset="utf-8">
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#181613" media="(prefers-color-scheme: dark)">
    ${page.description && html`<meta name="description" content="${page.description}">`}
    ${page.canonical ? html`<link rel="canonical" href="${context.origin}${page.canonical}">` : html`<meta name="robots" content="noindex">`}
    <link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
    <link rel="stylesheet" href="${assetUrl('site.css')}">
    <script type="module" src="${assetUrl('forms.js')}"></script>
    ${page.head}
    </head>
    <body>
    <a class="skip" href="#main">${messages.navigation.skip}</a>
    ${masthead(context)}
    <main id="main" tabindex="-1">
    ${context.notice && html`<p class="notice" role="status">${messages.notices[context.notice]}</p>`}
    ${page.main}
    </main>
    ${colophon(context)}
    </body>
    </html>`
}

function masthead(context: PageContext): Html {
  const { messages } = context
  return html`<header class="masthead">
    <a class="wordmark" href="/"><span class="seal" aria-hidden="true" lang="zh-CN">砚</span>${messages.site.name}</a>
    <nav class="navigation" aria-label="${messages.navigation.main}">${context.user ? authorLinks(context) : visitorLinks(context)}</nav>
    </header>`
}

function navigationLink(context: PageContext, path: string, label: string): Html {
  const here = pathOf(context.url) === path
  return html`<a href="${path}"${attributes({ 'aria-current': here && 'page' })}>${label}</a>`
}

function visitorLinks(context: PageContext): Fragment {
  const { navigation } = context.messages
  return [navigationLink(context, '/login', navigation.logIn), navigationLink(context, '/reg', navigation.register)]
}

function authorLinks(context: PageContext): Fragment {
  const { navigation } = context.messages
  return [
    context.user?.writes && navigationLink(context, '/pub', navigation.write),
    navigationLink(context, '/me/posts', navigation.mine),
    navigationLink(context, '/me', navigation.account),
    html`<form method="post" action="/logout">${csrfField(context)}
      <button class="plain" type="submit">${navigation.logOut}</button></form>`,
  ]
}

function colophon(context: PageContext): Html {
  const { navigation, site } = context.messages
  return html`<footer class="colophon" aria-label="${navigation.footer}">
    <p>${site.tagline}</p>
    <ul aria-label="${navigation.language}">${languages.map(language => languageLink(context, language))}</ul>
    </footer>`
}

function languageLink(context: PageContext, language: Language): Html {
  const name = messagesFor(language).languageName
  if (language === context.language) return html`<li><span lang="${language}" aria-current="true">${name}</span></li>`
  const href = withParameter(context.url, 'lang', language)
  return html`<li><a href="${href}" lang="${language}" hreflang="${language}" rel="nofollow">${name}</a></li>`
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}

/** Set one parameter of a path with query, keeping the others. */
function withParameter(url: string, name: string, value: string): string {
  const [path = '/', query = ''] = url.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set(name, value)
  return `${path}?${parameters}`
}
