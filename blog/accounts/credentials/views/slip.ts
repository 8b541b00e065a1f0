import { csrfField, errorSummary, type FormErrors, type JsonForm, jsonForm } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Fragment, type Html, html } from '../../../web/html.ts'
import { layout } from '../../../web/layout.ts'

/** A page with one question. */
export interface SlipParts {
  readonly title: string
  readonly lead: string
  readonly form?:
    | {
        readonly action: string
        /** How a script sends it; left out where the answer is a page. */
        readonly json?: JsonForm
        readonly fields: Fragment
        readonly submit: string
        /** Other buttons beside the one that sends it. */
        readonly more?: Fragment
        readonly errors?: FormErrors | undefined
      }
    | undefined
  readonly above?: Fragment
  readonly below?: Fragment
  /** More elements for the head. */
  readonly head?: Fragment
}

/** A narrow page: what it is about, and a form at most. */
export function slipView(context: PageContext, { title, lead, form, above, below, head }: SlipParts): Html {
  return layout(context, {
    title,
    head,
    main: html`<div class="slip">
      <h1>${title}</h1>
      <p class="lead">${lead}</p>
      ${above}
      ${form && slipForm(context, form)}
      ${below}
      </div>`,
  })
}

function slipForm(context: PageContext, form: NonNullable<SlipParts['form']>): Html {
  return html`${errorSummary(context, form.errors)}
    <form class="stack" novalidate method="post" action="${form.action}"${form.json && jsonForm(context, form.json)}>
    ${csrfField(context)}
    ${form.fields}
    <p class="actions"><button type="submit">${form.submit}</button>${form.more}</p>
    </form>`
}
