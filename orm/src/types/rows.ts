import type { QuerySet } from '../queryset.ts'
import type {
  CLASS,
  FAMILY,
  FIELDS,
  LAZY,
  MANY,
  NAME,
  OPTIONAL,
  PRIMARY,
  Refused,
  TARGET,
  TO_FIELD,
  VALUE,
} from './brands.ts'
import type { ExpressionType, Operand } from './expressions.ts'
import type { LookupFamily } from './fields.ts'
import type { Lazy, Related } from './relations.ts'

/**
 * Types of rows, all derived from the fields.
 *
 *   model<const Name extends string, const S extends Fields>(name: Name, fields: S): ModelBaseClass<Name, S>
 *
 * where the class that comes out constructs `ModelBase & Instance<Name, S>` from `Init<S>`.
 */

/** The class of a model, seen from its instances: `ModelClass<User>` is what `User` is assignable to. */
export interface ModelClass<M> {
  // biome-ignore lint/suspicious/noExplicitAny: a class may widen its constructor; nobody calls it through this type
  new (...args: any): M
}

/** What every instance of a model carries for the compiler. */
interface ModelBrand<Name extends string, S> {
  readonly [NAME]: Name
  readonly [FIELDS]: S
  readonly [LAZY]?: false
}

/** The instances that `model()` makes: columns, related objects, and the key under its general name. */
export type Instance<Name extends string, S> = ModelBrand<Name, S> & Columns<S> & Relations<Name, S> & HasKey<S>

/** The primary key under its general name. */
interface HasKey<S> {
  pk: KeyOfFields<S>
}

/** Fields of a model. */
export type FieldsOf<M> = M extends { readonly [FIELDS]: infer S } ? S : never
/** Name of a model. */
export type NameOf<M> = M extends { readonly [NAME]: infer Name extends string } ? Name : 'The model'

/** Names of the fields that point to one object. */
export type ForeignKeys<S> = {
  [K in keyof S]: S[K] extends { readonly [TO_FIELD]: string } ? K & string : never
}[keyof S]
/** Names of the fields that hold many objects. */
export type ManyToManys<S> = { [K in keyof S]: S[K] extends { readonly [MANY]: true } ? K & string : never }[keyof S]
/** Names of the fields with a value of their own. */
export type Scalars<S> = {
  [K in keyof S]: S[K] extends { readonly [FAMILY]: LookupFamily } ? K & string : never
}[keyof S]

/** The model at the other end of a field of `M`. */
export type TargetOf<F, M> = F extends { readonly [TARGET]: infer T } ? (T extends 'self' ? M : T) : never

/** Own data properties of a row: foreign keys as `authorId`. */
type Columns<S> = {
  -readonly [K in keyof S as ColumnName<S, K>]: ColumnValue<S[K], S>
}

/** An object of a model, whatever of it is loaded: one of `only(...)` or `defer(...)`, too. */
export type ObjectOf<M> = M | { readonly [NAME]: NameOf<M>; readonly pk: PrimaryKey<M> }

/** One row as a plain object. */
export type Row<M> = Columns<FieldsOf<M>>

type ColumnName<S, K extends keyof S> = S[K] extends { readonly [FAMILY]: LookupFamily }
  ? K
  : S[K] extends { readonly [TO_FIELD]: string }
    ? `${K & string}Id`
    : never

type ColumnValue<F, S> = F extends { readonly [TO_FIELD]: string } ? KeyValue<F, S> : ValueOfField<F>

type ValueOfField<F> = F extends { readonly [VALUE]: infer V } ? V : never

/** What the column of a foreign key holds: the value of the field that it points to. */
export type KeyValue<F, S> = F extends {
  readonly [TARGET]: infer T
  readonly [VALUE]: infer Null
  readonly [TO_FIELD]: infer To
}
  ? (T extends 'self' ? FieldValue<S, To> : FieldValue<FieldsOf<T>, To>) | Null
  : never

type FieldValue<S, Name> = Name extends keyof S ? Exclude<ColumnValue<S[Name], S>, null> : KeyOfFields<S>

/** Name of the field that is the primary key. */
export type PrimaryName<S> = { [K in keyof S]: S[K] extends { readonly [PRIMARY]: true } ? K : never }[keyof S]

type KeyOfFields<S> = ColumnValue<S[PrimaryName<S>], S>

/** Type of a model's primary key. */
export type PrimaryKey<M> = KeyOfFields<FieldsOf<M>>

/** Properties that lead to related objects. */
type Relations<Name extends string, S> = {
  -readonly [K in ForeignKeys<S>]: ForwardOf<S[K], Instance<Name, S>>
} & {
  readonly [K in ManyToManys<S>]: Related<TargetOf<S[K], Instance<Name, S>>, OwnQuerySetOf<S[K]>>
}

/** The class of QuerySets of the model at the other end, where it is not the one that all models have. */
type OwnQuerySetOf<F> = F extends {
  readonly [TARGET]: infer M
  readonly [CLASS]: { readonly objects: { getQuerySet(): infer Q } }
}
  ? QuerySet<M> extends Q
    ? never
    : Q
  : never

type ForwardOf<F, Self> = F extends { readonly [VALUE]: infer Null }
  ? TargetOf<F, Self> | Lazy<TargetOf<F, Self>> | Null
  : never

/** What may be given for a column besides the value that comes back: ISO text for a date, a number for a decimal. */
export interface AlsoAccepted {
  text: never
  uuid: never
  number: never
  bigint: number | bigint
  decimal: number
  boolean: never
  datetime: string
  date: Date
  time: never
  json: unknown
  binary: never
}

type InputOf<F> = F extends { readonly [VALUE]: infer V; readonly [FAMILY]: infer Family extends LookupFamily }
  ? V | AlsoAccepted[Family]
  : never

type RequiredScalars<S> = {
  [K in Scalars<S>]: S[K] extends { readonly [OPTIONAL]: false } ? K : never
}[Scalars<S>]
type RequiredKeys<S> = {
  [K in ForeignKeys<S>]: S[K] extends { readonly [OPTIONAL]: false } ? K : never
}[ForeignKeys<S>]

type ObjectOrNull<F, M> = F extends { readonly [VALUE]: infer Null } ? TargetOf<F, M> | Null : never

/** A value, or an expression that leaves it to the database. */
type ScalarInit<S, K extends Scalars<S>> = { [P in K]?: InputOf<S[P]> | ExpressionType }

/** Named as messages of the compiler show it: "Property 'title' is missing … but required in type …". */
type FieldsWithoutDefault<M> = {
  [K in RequiredScalars<FieldsOf<M>>]: InputOf<FieldsOf<M>[K]> | ExpressionType
}
type FieldsWithDefault<M> = {
  [K in Exclude<Scalars<FieldsOf<M>>, RequiredScalars<FieldsOf<M>>>]?: InputOf<FieldsOf<M>[K]> | ExpressionType
}
type OtherInit<S, Self> = RelationInit<S, Self, ForeignKeys<S>> & { pk?: KeyOfFields<S> }
type RelationInit<S, M, K extends ForeignKeys<S>> = { [P in K]?: ObjectOrNull<S[P], M> } & {
  [P in K as `${P}Id`]?: KeyValue<S[P], S>
}

/** A required foreign key, given as an object or as a key, never as both. */
type OneOf<S, M, K extends ForeignKeys<S>> = {
  [P in K]: (
    x:
      | ({ [Q in P]: ObjectOrNull<S[P], M> } & { [Q in `${P}Id`]?: NotBoth<P> })
      | ({ [Q in `${P}Id`]: KeyValue<S[P], S> } & { [Q in P]?: NotBoth<P> }),
  ) => void
}[K] extends (x: infer Both) => void
  ? Both
  : unknown

type NotBoth<P extends string> = Refused<`Either '${P}' or '${P}Id' is given, not both`>

/** What a constructor takes: any columns and related objects. */
export type Init<S, Self = unknown> = ScalarInit<S, Scalars<S>> & OtherInit<S, Self>

/** What `create` takes: everything without a default is required, foreign keys as object or as key. */
export type CreateInput<M> = RelatedCreateInput<M> & KeysWithoutDefault<FieldsOf<M>, M>
type KeysWithoutDefault<S, M> = [RequiredKeys<S>] extends [never] ? unknown : OneOf<S, M, RequiredKeys<S>>

/** What `create` of a related manager takes: the manager knows its own foreign key, so none is required. */
export type RelatedCreateInput<M> = FieldsWithoutDefault<M> & FieldsWithDefault<M> & OtherInit<FieldsOf<M>, M>

/** What `update` takes: columns of the model itself, as values or expressions. */
export type UpdateInput<M> = UpdateOf<FieldsOf<M>, M>
type UpdateOf<S, M> = { [K in Scalars<S>]?: InputOf<S[K]> | Operand } & {
  [P in ForeignKeys<S>]?: ObjectOrNull<S[P], M> | KeyValue<S[P], S> | Operand
} & { [P in ForeignKeys<S> as `${P}Id`]?: KeyValue<S[P], S> | Operand }

/** Names of columns, for `save({ updateFields })`, `only`, `bulkUpdate`. */
export type ColumnKey<M> = (keyof Row<M> & string) | (ForeignKeys<FieldsOf<M>> & string)
