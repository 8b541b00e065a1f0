/** Any JSON value as it stands in a file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** A column or relation as the file declares it; options and their defaults are Django's. */
export interface FileField {
  readonly type: string
  readonly max_length?: number
  readonly max_digits?: number
  readonly decimal_places?: number
  readonly null?: boolean
  readonly unique?: boolean
  readonly default?: Json
  readonly db_column?: string
  readonly primary_key?: boolean
  readonly to?: string
  readonly on_delete?: string
  readonly related_name?: string
  readonly related_query_name?: string
  readonly to_field?: string
  readonly through?: string
  readonly through_fields?: readonly string[]
  readonly symmetrical?: boolean
  readonly db_table?: string
  readonly columns?: readonly [string, string]
}

export interface FileModel {
  readonly table: string
  readonly fields: Readonly<Record<string, FileField>>
  readonly ordering?: readonly string[]
  readonly unique_together?: readonly (readonly string[])[]
}

export type Step = JsonObject

export interface Query {
  readonly model?: string
  readonly $var?: string
  readonly related?: string
  readonly steps?: readonly Step[]
}

/** What a database answered; `error` is the class name of Django or Python. */
export interface Expectation {
  readonly result?: Json
  readonly results?: Json
  readonly error?: string
  readonly queries?: number
  readonly state?: Json
  readonly remaining?: Json
}

export type Expectations = Readonly<Record<string, Expectation>>

export interface Action extends JsonObject {
  readonly do: string
}

export interface Vector {
  readonly id: string
  readonly group: string
  readonly model?: string
  readonly steps?: readonly Step[]
  readonly op?: string
  readonly args?: Json
  readonly script?: readonly Action[]
  readonly ordered?: boolean
  readonly count_queries?: boolean
  readonly remaining?: boolean
  readonly settings?: { readonly use_tz?: boolean; readonly time_zone?: string }
  readonly expect: Expectations
}

export interface DescribedCase {
  readonly case: string
  readonly expect: Expectations
}

/** A whole file of vectors, of described cases, or of both. */
export interface VectorFile {
  readonly about: { readonly name?: string }
  readonly models: Readonly<Record<string, FileModel>>
  readonly data: Readonly<Record<string, readonly JsonObject[]>>
  readonly m2m: Readonly<Record<string, readonly (readonly [Json, Json])[]>>
  readonly vectors?: readonly Vector[]
  readonly cases?: readonly DescribedCase[]
}

/** Read a file. The format tells `3.0` from `3`, and integers have all their digits; both are marked where numbers cannot. */
export function parseFile(text: string): VectorFile {
  return JSON.parse(text, marked) as VectorFile // the format is checked by what is done with it
}

function marked(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || !Number.isInteger(value)) return value
  if (/[.e]/i.test(source)) return { $float: value }
  return Number.isSafeInteger(value) ? value : { $integer: source }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The only `$…` key of an object that stands for something else, such as `$datetime`; undefined for plain values. */
export function marker(value: Json): string | undefined {
  return isObject(value) ? Object.keys(value).find(key => key.startsWith('$')) : undefined
}

/** The file uses something that this package or this runner does not have yet; `feature` names it in the report. */
export class Unsupported extends Error {
  readonly feature: string
  constructor(feature: string) {
    super(`not supported: ${feature}`)
    this.feature = feature
  }
}
