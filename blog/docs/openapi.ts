import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { cookieNames } from '../http/cookies.ts'
import { csrfHeader } from '../http/csrf.ts'

const description = `The JSON calls of the blog; each answers under \`/api\`, too.

Errors are \`{"error", "code", "fields"?}\`: a sentence in the language of \`Accept-Language\`, a stable code, and the reasons
by field. A call that changes something and comes from a browser (it has a \`Cookie\`, \`Origin\` or \`Sec-Fetch-Site\`
header) needs the header \`X-CSRFToken\` with the value of the cookie \`csrftoken\`.`

/** Collect the routes registered from here on and describe them from the very schemas that validate them. */
export async function describeCalls(app: FastifyInstance): Promise<void> {
  const { settings } = app
  const options: FastifyDynamicSwaggerOptions = {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Inkstone', version: '0.1.0', description },
      ...(settings.publicUrl === null ? {} : { servers: [{ url: settings.publicUrl }] }),
      tags: [
        { name: 'users', description: 'Accounts' },
        { name: 'posts', description: 'Posts' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          session: { type: 'apiKey', in: 'cookie', name: cookieNames(settings).session },
          csrf: { type: 'apiKey', in: 'header', name: csrfHeader },
        },
      },
    },
    // Pages have no tags; the second address of a call would only repeat it.
    hideUntagged: true,
    transform: ({ schema, url }) => ({ schema: { ...schema, hide: schema?.hide || url.startsWith('/api/') }, url }),
  }
  await app.register(swagger, options)
}
