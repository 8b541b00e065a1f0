import { createRequire } from 'node:module'
import type ValidatorSelector from '@fastify/ajv-compiler'
import type { BuildCompilerFromPool as ValidatorFactory } from '@fastify/ajv-compiler'
import type SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Validator = ReturnType<ReturnType<ValidatorFactory>>
type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

// An import that waits would come too late: Fastify validates without waiting.
const load = createRequire(import.meta.url)

const validators = once(() => (load('@fastify/ajv-compiler') as typeof ValidatorSelector)())
const serializers = once(() => (load('@fastify/fast-json-stringify-compiler') as typeof SerializerSelector)())

/**
 * Fastify's own compilers of schemas, each run when the first request needs what it makes: a start compiles nothing,
 * though there are two hundred schemas.
 */
export const lateCompilers: Factories = {
  buildValidator(schemas: Parameters<ValidatorFactory>[0], options: Parameters<ValidatorFactory>[1]) {
    const compile = once(() => validators()(schemas, options))
    return (route: Parameters<ReturnType<ValidatorFactory>>[0]) => {
      const compiled = once(() => compile()(route))
      const validate = (data: unknown) => {
        const fits = compiled()(data)
        validate.errors = compiled().errors
        return fits
      }
      validate.errors = undefined as Validator['errors'] // known once it has run
      return validate as Validator // called, and asked for its errors: Fastify does nothing else with it
    }
  },
  buildSerializer(schemas, options) {
    const compile = once(() => serializers()(schemas, options))
    return route => {
      const compiled = once(() => compile()(route))
      return data => compiled()(data)
    }
  },
}

/** Load the compilers, so that the first request need not. */
export function loadCompilers(): void {
  validators()
  serializers()
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
