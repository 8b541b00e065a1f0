import type { OpenAPIV3 } from 'openapi-types'
import type { PageContext } from '../web/context.ts'
import { type Html, html } from '../web/html.ts'
import { layout } from '../web/layout.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** What the page needs of an OpenAPI document. */
export type Document = Pick<OpenAPIV3.Document, 'info' | 'paths'>

interface Call {
  readonly method: string
  readonly path: string
  readonly operation: OpenAPIV3.OperationObject
}

/** The reference as a page: every call with what it takes, what it answers, and an example for the terminal. */
export function reference(context: PageContext, document: Document): Html {
  const calls = callsOf(document)
  return layout(context, {
    title: 'API',
    description: 'The JSON calls of this site',
    canonical: '/docs',
    main: html`<article class="prose reference">
      <h1>API</h1>
      ${(document.info.description ?? '').split('\n\n').map(paragraph => html`<p>${paragraph}</p>`)}
      <p><a href="/docs/openapi.json">OpenAPI 3.1 (JSON)</a></p>
      <ul>${calls.map(call => html`<li><a href="#${anchor(call)}"><code>${call.method} ${call.path}</code></a></li>`)}</ul>
      ${calls.map(call => section(context, call))}
      </article>`,
  })
}

function callsOf(document: Document): Call[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item?.[method]
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
  const body = schemaOf((operation.requestBody as OpenAPIV3.RequestBodyObject | undefined)?.content) // never a $ref here
  return html`<section id="${anchor(call)}">
    <h2><code>${call.method} ${call.path}</code></h2>
    ${operation.summary && html`<p>${operation.summary}.</p>`}
    ${body && html`<h3>JSON</h3>${properties(body)}`}
    <pre><code>${curl(context, call, body)}</code></pre>
    <dl>${Object.entries(operation.responses).map(([status, answer]) => response(status, answer))}</dl>
    </section>`
}

function response(status: string, answer: OpenAPIV3.ResponseObject | OpenAPIV3.ReferenceObject): Html {
  const { description, content } = answer as OpenAPIV3.ResponseObject // references are resolved by the generator
  const schema = schemaOf(content)
  return html`<dt><code>${status}</code> ${description}</dt>${schema && html`<dd><code>${shape(schema)}</code></dd>`}`
}

function schemaOf(content: Record<string, OpenAPIV3.MediaTypeObject> | undefined): OpenAPIV3.SchemaObject | undefined {
  return content?.['application/json']?.schema as OpenAPIV3.SchemaObject | undefined // our schemas hold no references
}

function properties(schema: OpenAPIV3.SchemaObject): Html {
  const required = new Set(schema.required)
  const items = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, maxLength } = property as OpenAPIV3.SchemaObject // as above
    const facts = [required.has(name) ? '' : '(optional)', maxLength ? `≤ ${maxLength}` : '', description ?? '']
    return html`<li><code>${name}</code> ${facts.filter(fact => fact !== '').join(' · ')}</li>`
  })
  return html`<ul>${items}</ul>`
}

/** Write a schema the short way: `{ "user": { "id": integer, "name": string } }`. */
function shape(schema: OpenAPIV3.SchemaObject): string {
  if (schema.type === 'array') return `[${shape(schema.items as OpenAPIV3.SchemaObject)}]` // as above
  if (schema.type !== 'object') return schema.type ?? 'any'
  const required = new Set(schema.required)
  const parts = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => `"${name}"${required.has(name) ? '' : '?'}: ${shape(property as OpenAPIV3.SchemaObject)}`, // as above
  )
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}'
}

function curl(
  context: PageContext,
  { method, path, operation }: Call,
  body: OpenAPIV3.SchemaObject | undefined,
): string {
  const lines = [`curl -X ${method} ${context.origin}${path}`]
  if (operation.security) lines.push("-H 'Authorization: Bearer TOKEN'")
  if (body) lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(exampleOf(body))}'`)
  return lines.join(' \\\n  ')
}

function exampleOf(schema: OpenAPIV3.SchemaObject): unknown {
  const { example, examples } = schema as { example?: unknown; examples?: readonly unknown[] } // 3.1 has both spellings
  return example ?? examples?.[0] ?? Object.fromEntries(Object.keys(schema.properties ?? {}).map(name => [name, '…']))
}
