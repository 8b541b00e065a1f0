import { csrfField, errorSummary, type FormErrors, field, jsonForm } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { type Fragment, type Html, html } from '../../web/html.ts'
import { layout } from '../../web/layout.ts'
import { languageOf } from '../language.ts'
import type { RenderedText } from '../markdown.ts'
import { editPath, postPath } from '../urls.ts'
import type { Draft } from './data.ts'

/** What the writing page shows: a new post when `id` is missing. */
export interface EditorState {
  readonly id?: number
  readonly draft: Draft
  readonly errors?: FormErrors | undefined
  readonly preview?: RenderedText | undefined
}

/** The page on which a post is written or changed; a plain form, which scripts only make quicker. */
export function editorView(context: PageContext, state: EditorState): Html {
  const { editor } = context.messages
  const title = state.id === undefined ? editor.publishTitle : editor.editTitle
  return layout(context, {
    title,
    main: [
      html`<h1>${title}</h1>`,
      errorSummary(context, state.errors),
      editorForm(context, state),
      preview(context, state),
    ],
  })
}

function editorForm(context: PageContext, state: EditorState): Html {
  const { editor } = context.messages
  const { draft, errors, id } = state
  return html`<form class="stack" novalidate method="post" action="${id === undefined ? '/pub' : editPath(id)}"${enhancement(context, state)}>
    ${csrfField(context)}
    ${field(context, { name: 'title', label: editor.title, value: draft.title, className: 'headline', autocomplete: 'off', errors })}
    ${field(context, { name: 'content', label: editor.content, type: 'textarea', value: draft.content, hint: editor.contentHint, errors })}
    <p class="actions">
    <button type="submit">${id === undefined ? editor.publish : editor.save}</button>
    <button class="quiet" type="submit" name="action" value="preview" formnovalidate>${editor.preview}</button>
    <a href="${id === undefined ? '/' : postPath({ id, title: draft.title })}">${editor.cancel}</a>
    </p>
    </form>`
}

function enhancement(context: PageContext, { id, preview, errors }: EditorState): Html {
  const rest = { afterwards: '/posts/{id}', guard: preview || errors ? 'unsaved' : 'typed' } as const
  if (id === undefined) return jsonForm(context, { action: '/api/posts/', ...rest })
  return jsonForm(context, { action: `/api/posts/${id}`, method: 'PUT', ...rest })
}

function preview(context: PageContext, state: EditorState): Fragment {
  if (!state.preview) return undefined
  const { editor } = context.messages
  const language = languageOf(state.draft.title, state.preview.letters)
  return html`<section class="preview" id="preview" aria-labelledby="preview-title">
    <h2 class="overline" id="preview-title">${editor.previewTitle} · ${editor.previewNote}</h2>
    <article class="post" lang="${language}">
    <header><h2 class="title">${state.draft.title}</h2></header>
    <div class="prose" lang="${language}">${state.preview.html}</div>
    </article>
    </section>`
}
