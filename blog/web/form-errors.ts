import type { FastifyRequest } from 'fastify'
import type { FormErrors } from './components/form.ts'

/** What a visitor can put right, or wait for, without losing what was typed. */
const SHOWN_IN_FORM = new Set([400, 401, 413, 429, 503])

/** What a form shows after it was refused, and the status of that answer. */
export interface RefusedForm extends FormErrors {
  readonly status: number
}

/** Word a refusal for the form that caused it. Throws the error itself when no form can help. */
export function refusedForm(request: FastifyRequest, error: unknown): RefusedForm {
  const { status, message, fields, page } = request.server.wordProblem(error, request)
  if (!SHOWN_IN_FORM.has(status) || page !== undefined) throw error
  return { status, summary: message, fields: fields ?? {} }
}

/** Read a text from a form that may be incomplete. */
export function formText(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null && (body as Record<string, unknown>)[name] // an object has keys
  return typeof value === 'string' ? value : ''
}
