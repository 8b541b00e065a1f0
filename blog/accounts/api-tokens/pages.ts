import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import { BadInput } from '../../http/problems.ts'
import type { Routes } from '../../http/routing.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { logInFirst } from '../permissions.ts'
import { usualDays } from './api.ts'
import { tokenNameMaxLength } from './models.ts'
import { TokenParams } from './schemas.ts'
import { scopes } from './scopes.ts'
import { listApiTokens, makeApiToken, revokeApiToken, type TokenWish } from './store.ts'
import { lifetimes, scopeField, tokensView } from './views/tokens.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

/** The pages about tokens for programs, below `/me/tokens`. */
export const apiTokensPages: Routes = async app => {
  readForms(app)
  const own = { preHandler: logInFirst, bodyLimit }

  app.get('/', own, (request, reply) => show(request, reply, {}))
  // The answer shows the token, so that it stands in no address and no cookie.
  app.post('/', own, async (request, reply) => {
    try {
      const { token } = await makeApiToken(request, wishOf(request.body))
      return await show(request, reply, { token })
    } catch (error) {
      return show(request, reply, { errors: refusedForm(request, error) })
    }
  })
  app.post('/:id/revoke', { ...own, schema: { params: TokenParams } }, async (request, reply) => {
    await revokeApiToken(request, request.params.id)
    setNotice(request, reply, 'tokenRevoked')
    return reply.redirect('/me/tokens', 303)
  })
}

/** Read what a form asks for. Throws BadInput with the fields at fault. */
function wishOf(body: unknown): TokenWish {
  const name = formText(body, 'name')
  const days = Number(formText(body, 'days') || usualDays)
  const wanted = scopes.filter(scope => formText(body, scopeField(scope)) !== '')
  const faults = {
    ...([...name].length > tokenNameMaxLength
      ? { name: [{ code: 'too_long', params: { max: tokenNameMaxLength } }] }
      : {}),
    ...(lifetimes.some(choice => choice === days) ? {} : { days: [{ code: 'invalid_value' }] }),
    ...(wanted.length > 0 ? {} : { scopes: [{ code: 'required' }] }),
  }
  if (Object.keys(faults).length > 0) throw new BadInput('invalid', { fields: faults })
  return { name, days, scopes: wanted }
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, errors }: { readonly token?: string; readonly errors?: RefusedForm },
) {
  const tokens = await listApiTokens(request)
  const state = { tokens, token, name: formText(request.body, 'name'), errors }
  return sendPage(request, reply, tokensView(pageContext(request, reply), state), errors?.status)
}
