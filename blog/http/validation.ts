import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { FieldFault } from './problems.ts'

/** How the validator (Ajv, run by Fastify) is to behave: it judges the data and never changes it. */
export const strictValidation = {
  // Fastify's defaults would turn 1 into "1" and drop unknown fields in silence.
  customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true, useDefaults: false },
} as const

/** Sort a schema's complaints by field; complaints about the whole body belong to no field and are left out. */
export function faultsOfSchema(complaints: readonly FastifySchemaValidationError[]): Record<string, FieldFault[]> {
  const faults: Record<string, FieldFault[]> = {}
  for (const complaint of complaints) {
    const field = fieldOf(complaint)
    if (field === '') continue
    const list = Object.hasOwn(faults, field) ? faults[field] : undefined
    if (list) list.push(faultOf(complaint))
    else faults[field] = [faultOf(complaint)]
  }
  return faults
}

function fieldOf({ keyword, instancePath, params }: FastifySchemaValidationError): string {
  if (keyword === 'required') return String(params.missingProperty)
  // The name of an unknown field was chosen by the caller: it is shown only while it looks like a name.
  if (keyword === 'additionalProperties')
    return String(params.additionalProperty).replace(/\W/g, '').slice(0, 64) || '?'
  return instancePath.split('/')[1] ?? ''
}

function faultOf({ keyword, params }: FastifySchemaValidationError): FieldFault {
  const limit = Number(params.limit)
  switch (keyword) {
    case 'required':
      return { code: 'required' }
    case 'type':
      return typeFault(params.type)
    case 'additionalProperties':
      return { code: 'unknown_field' }
    case 'maxLength':
      return { code: 'too_long', params: { max: limit } }
    case 'minLength':
      return limit === 1 ? { code: 'blank' } : { code: 'too_short', params: { min: limit } }
    default:
      return { code: 'invalid_value' }
  }
}

/** What is expected that is no text; whatever may be several things counts as a text. */
const expectations = new Set<unknown>(['integer', 'array', 'object', 'boolean'])

function typeFault(expected: unknown): FieldFault {
  const code = 'invalid_type'
  return expectations.has(expected) ? { code, sentence: `invalid_type_${expected}` } : { code }
}
