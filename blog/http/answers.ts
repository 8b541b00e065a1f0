import { STATUS_CODES } from 'node:http'
import Type from 'typebox'

const faults = Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))

/** Schema of an error, for the documentation of routes. */
function errorAnswer(status: number) {
  return Type.Object(
    {
      error: Type.String({ description: 'A sentence for a person, in their language' }),
      code: Type.String({ description: 'Stable, for programs' }),
      fields: Type.Optional(Type.Record(Type.String(), faults)),
      page: Type.Optional(Type.String({ description: 'Path of the page on which a browser goes on' })),
    },
    { description: STATUS_CODES[status] ?? 'Refused' },
  )
}

/** The answers that a call can give beside its own, by status. */
export function errorAnswers<const Status extends number>(...statuses: readonly Status[]) {
  const answers = statuses.map(status => [status, errorAnswer(status)])
  return Object.fromEntries(answers) as Record<Status, ReturnType<typeof errorAnswer>> // the keys are the statuses
}
