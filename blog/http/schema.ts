import type TypeBox from 'typebox'
import type { TSchema } from 'typebox'

export type { Static, TObject, TProperties, TSchema } from 'typebox'

/** Keywords of JSON Schema. */
type Keywords = Readonly<Record<string, unknown>>

/** Name of the mark on a property that may be left out: it cannot be enumerated, so that no schema shows it. */
const mark = '~optional'

/** Make the builder of a type that is named and nothing else. */
const named = (type: string) => (keywords?: Keywords) => ({ type, ...keywords })

const mayBeAbsent = (schema: object): boolean => Object.hasOwn(schema, mark)

const builders = {
  String: named('string'),
  Integer: named('integer'),
  Boolean: named('boolean'),
  Null: named('null'),
  Literal: (value: unknown, keywords?: Keywords) => ({ type: typeof value, const: value, ...keywords }),
  Unsafe: (keywords: Keywords) => ({ ...keywords }),
  Array: (items: TSchema, keywords?: Keywords) => ({ type: 'array', items, ...keywords }),
  Union: (anyOf: TSchema[], keywords?: Keywords) => ({ anyOf, ...keywords }),
  Record: (_key: TSchema, value: TSchema, keywords?: Keywords) => ({
    type: 'object',
    patternProperties: { '^.*$': value },
    ...keywords,
  }),
  Object: (properties: Readonly<Record<string, TSchema>>, keywords?: Keywords) => {
    const required = Object.keys(properties).filter(name => !mayBeAbsent(properties[name] ?? {}))
    return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...keywords }
  },
  Optional: (schema: TSchema) => Object.defineProperty({ ...schema }, mark, { value: true }),
  Partial: ({ properties }: { readonly properties: Keywords }, keywords?: Keywords) => ({
    type: 'object',
    properties,
    ...keywords,
  }),
}

/**
 * Builds JSON Schemas whose types are TypeBox's, so that one declaration validates a request, types its handler and
 * describes the call. They are plain objects: TypeBox itself is seven hundred files, for a dozen of these.
 */
const Type = builders as unknown as Pick<typeof TypeBox, keyof typeof builders> // a test compares what both make

export default Type
