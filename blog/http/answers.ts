import Type from 'typebox'

const faults = Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))

/** Schema of every error, for the routes' documentation. */
export const ErrorAnswer = Type.Object(
  {
    error: Type.String({ description: 'A sentence for a person, in their language' }),
    code: Type.String({ description: 'Stable, for programs' }),
    fields: Type.Optional(Type.Record(Type.String(), faults)),
  },
  { description: 'Refused' },
)

/** The answers that most calls can give beside their own, by status. */
export function errorAnswers<const Status extends number>(...statuses: readonly Status[]) {
  return Object.fromEntries(statuses.map(status => [status, ErrorAnswer])) as Record<Status, typeof ErrorAnswer>
}
