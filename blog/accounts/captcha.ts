import type { FastifyRequest } from 'fastify'
import { BadInput } from '../http/problems.ts'
import type { PageContext } from '../web/context.ts'
import type { Html } from '../web/html.ts'

/** A question that programs find harder than people, put in by whoever runs the site (`buildApp(settings, { captcha })`). */
export interface Captcha {
  /** The field of the registration form; its value is sent as `captcha`. */
  field(context: PageContext): Html
  /** Tell whether an answer is right; an answer that was not given is undefined. */
  verify(answer: string | undefined, request: FastifyRequest): Promise<boolean>
}

/** Ask the captcha, where the site has one. Throws BadInput `captcha_failed`. */
export async function requireCaptcha(request: FastifyRequest, answer: string | undefined): Promise<void> {
  const { captcha } = request.server.accounts
  if (!captcha || (await captcha.verify(answer, request))) return
  throw new BadInput('captcha_failed', { fields: { captcha: [{ code: 'captcha_failed' }] } })
}
