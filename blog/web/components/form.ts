import type { PageContext } from '../context.ts'
import { attributes, type Fragment, type Html, html } from '../html.ts'

/** Why a value was refused, in the reader's language. */
interface FieldError {
  readonly code: string
  readonly message: string
}

/** What was wrong with a form: one sentence for the whole, and the reasons beside each field. */
export interface FormErrors {
  readonly summary: string
  readonly fields: Readonly<Record<string, readonly FieldError[]>>
}

/** One labelled control. `name` is also its id, so a form stands once on a page. */
export interface FieldOptions {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password' | 'textarea'
  readonly value?: string | undefined
  readonly hint?: string
  readonly autocomplete?: string
  readonly errors?: FormErrors | undefined
  readonly className?: string
  /** Whether it may be left empty, since another one will do. */
  readonly optional?: boolean
  /** Which keyboard a phone shows. */
  readonly inputMode?: 'numeric'
}

/** The hidden field that carries the CSRF token of a form, under Django's name. */
export function csrfField(context: PageContext): Html {
  return html`<input type="hidden" name="csrfmiddlewaretoken" value="${context.csrfToken}">`
}

/** Tell the script where a form goes as JSON, and where to go afterwards; `{id}` stands for the id in the answer. */
export interface JsonForm {
  readonly action: string
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly afterwards: string
  /** When the browser should ask before text is thrown away: once something was typed, or from the start. */
  readonly guard?: 'typed' | 'unsaved'
}

/** The attributes by which `forms.js` knows a form that it may send as JSON. */
export function jsonForm(context: PageContext, form: JsonForm): Html {
  return attributes({
    'data-json': form.action,
    'data-method': form.method,
    'data-then': form.afterwards,
    'data-guard': form.guard,
    'data-invalid': context.messages.form.summary,
    'data-fault': context.messages.form.fault('{label}', '{sentence}'),
    'data-offline': context.messages.form.offline,
  })
}

/** A label, its control, its hint and what was wrong with it, tied together for assistive technology. */
export function field(context: PageContext, options: FieldOptions): Html {
  const problems = options.errors?.fields[options.name] ?? []
  return html`<div class="field">
    <label for="${options.name}">${options.label}</label>
    ${options.hint && html`<p class="hint" id="${options.name}-hint">${options.hint}</p>`}
    ${options.type === 'textarea' ? textarea(options, problems) : input(context, options, problems)}
    ${problemList(options.name, problems)}
    </div>`
}

function problemList(name: string, problems: readonly FieldError[]): Fragment {
  return problems.length > 0 && html`<p class="problem" id="${name}-problem">${sentences(problems)}</p>`
}

function sentences(problems: readonly FieldError[]): string {
  return problems.map(problem => problem.message).join(' ')
}

function controlAttributes(options: FieldOptions, problems: readonly FieldError[]): Html {
  const described = [options.hint && `${options.name}-hint`, problems.length > 0 && `${options.name}-problem`]
  return attributes({
    id: options.name,
    name: options.name,
    class: options.className,
    required: !options.optional,
    inputmode: options.inputMode,
    autocomplete: options.autocomplete,
    'aria-invalid': problems.length > 0 && 'true',
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
  })
}

function textarea(options: FieldOptions, problems: readonly FieldError[]): Html {
  // A parser drops one line break after the tag: without this one, a text that begins with a break would lose it.
  return html`<textarea${controlAttributes(options, problems)}>${'\n'}${options.value}</textarea>`
}

function input(context: PageContext, options: FieldOptions, problems: readonly FieldError[]): Html {
  const type = options.type ?? 'text'
  const value = type === 'password' ? undefined : options.value
  const control = html`<input${attributes({ type, value })}${controlAttributes(options, problems)}>`
  if (type !== 'password') return control
  const { showPassword, hidePassword, capsLock } = context.messages.form
  return html`<div class="revealed" data-show="${showPassword}" data-hide="${hidePassword}" data-caps="${capsLock}">${control}</div>`
}

/** Codes whose sentences do not tell which field they are about; `forms.js` knows the same. */
const nameless = new Set([
  'required',
  'blank',
  'too_long',
  'too_short',
  'invalid_type',
  'invalid_value',
  'invalid_text',
])

/**
 * The list of everything that was wrong, each entry a link to its field.
 *
 * It stands in the page even when empty, so that a script can fill the same place.
 */
export function errorSummary(context: PageContext, errors: FormErrors | undefined): Html {
  const { labels, fault, summary } = context.messages.form
  const names: Readonly<Record<string, string>> = labels
  const entries = Object.entries(errors?.fields ?? {}).map(([name, problems]) => {
    const label = problems.some(({ code }) => nameless.has(code)) ? names[name] : undefined
    return { name, sentence: label === undefined ? sentences(problems) : fault(label, sentences(problems)) }
  })
  return html`<div class="summary" role="alert" tabindex="-1"${attributes({ hidden: !errors, autofocus: !!errors })}>
    <h2>${entries.length > 0 ? summary : errors?.summary}</h2>
    <ul>${entries.map(({ name, sentence }) => html`<li><a href="#${name}">${sentence}</a></li>`)}</ul>
    </div>`
}
