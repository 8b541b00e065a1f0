import type { PageContext } from '../web/context.ts'
import { type Fragment, type Html, html } from '../web/html.ts'
import { layout } from '../web/layout.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** What the page needs of a schema. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly maxLength?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>

interface Operation {
  readonly summary?: string
  readonly security?: unknown
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

/** What the page needs of an OpenAPI document; references are resolved in ours. */
export interface CallsDocument {
  readonly info: { readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<(typeof methods)[number], Operation>>>>>
}

interface Call {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The reference as a page: every call with what it takes, what it answers, and an example for the terminal. */
export function reference(context: PageContext, document: CallsDocument): Html {
  const calls = callsOf(document)
  return layout(context, {
    title: 'API',
    description: 'The JSON calls of this site',
    canonical: '/docs',
    main: html`<article class="prose reference">
      <h1>API</h1>
      ${(document.info.description ?? '').split('\n\n').map(paragraph => html`<p>${withCode(paragraph)}</p>`)}
      <p><a href="/docs/openapi.json">OpenAPI 3.1 (JSON)</a></p>
      <ul>${calls.map(call => html`<li><a href="#${anchor(call)}"><code>${call.method} ${call.path}</code></a></li>`)}</ul>
      ${calls.map(call => section(context, call))}
      </article>`,
  })
}

/** Set what stands between backticks as code. */
function withCode(text: string): readonly Fragment[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece))
}

function callsOf(document: CallsDocument): Call[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item[method]
      return operation ? [{ method: method.toUpperCase(), path, operation }] : []
    }),
  )
}

function anchor({ method, path }: Call): string {
  return `${method}${path}`
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/-$/, '')
}

function section(context: PageContext, call: Call): Html {
  const { operation } = call
  const body = schemaOf(operation.requestBody?.content)
  return html`<section id="${anchor(call)}">
    <h2><code>${call.method} ${call.path}</code></h2>
    ${operation.summary && html`<p>${operation.summary}.</p>`}
    ${body && html`<h3>JSON</h3>${properties(body)}`}
    <pre><code>${curl(context, call)}</code></pre>
    <dl>${Object.entries(operation.responses).map(([status, answer]) => response(status, answer))}</dl>
    </section>`
}

function response(status: string, { description, content }: Operation['responses'][string]): Html {
  const schema = schemaOf(content)
  return html`<dt><code>${status}</code> ${description}</dt>${schema && html`<dd><code>${shape(schema)}</code></dd>`}`
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return content?.['application/json']?.schema
}

function properties(schema: Schema): Html {
  const required = new Set(schema.required)
  const items = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, maxLength } = property
    const facts = [required.has(name) ? '' : '(optional)', maxLength ? `≤ ${maxLength}` : '', description ?? '']
    return html`<li><code>${name}</code> ${facts.filter(fact => fact !== '').join(' · ')}</li>`
  })
  return html`<ul>${items}</ul>`
}

/** Write a schema the short way: `{ "user": { "id": integer, "name": string } }`. */
function shape(schema: Schema): string {
  if (schema.items) return `[${shape(schema.items)}]`
  if (schema.type !== 'object') return schema.type ?? 'any'
  const required = new Set(schema.required)
  const parts = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => `"${name}"${required.has(name) ? '' : '?'}: ${shape(property)}`,
  )
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}'
}

function curl(context: PageContext, { method, path, operation }: Call): string {
  const lines = [`curl -X ${method} ${context.origin}${path}`]
  const example = exampleOf(operation.requestBody?.content)
  if (operation.security) lines.push("-H 'Authorization: Bearer TOKEN'")
  if (example) lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(example)}'`)
  return lines.join(' \\\n  ')
}

/** Give the example of a body; without one, its fields with an ellipsis each. */
function exampleOf(content: Content | undefined): unknown {
  const { example, schema } = content?.['application/json'] ?? {}
  return example ?? (schema && Object.fromEntries(Object.keys(schema.properties ?? {}).map(name => [name, '…'])))
}
