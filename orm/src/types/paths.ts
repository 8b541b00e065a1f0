import type { Refused, TO_FIELD, VALUE } from './brands.ts'
import type { Operand } from './expressions.ts'
import type { Field, LookupFamily } from './fields.ts'
import type { LookupsOf, RelationLookups, TransformTable, ValueOfFamily } from './lookups.ts'
import type { ModelNamed, RelatedModel } from './relations.ts'
import type { AlsoAccepted, FieldsOf, KeyValue, NameOf, PrimaryKey, PrimaryName, TargetOf } from './rows.ts'

/**
 * Where a path such as `author__joined__year__gte` leads: the one place that takes paths apart.
 * Conditions, order and values all ask {@link Resolve}, so a path is resolved once per model, whoever asks.
 */

/** The end of a path: a value that can be compared, ordered by and read. */
interface Column<V, Family extends LookupFamily> {
  readonly value: V
  readonly family: Family
}

/** The end of a path: objects of another model. `Null` is `null` when there may be none. */
interface RelationEnd<M, Null> {
  readonly target: M
  readonly null: Null
}

/** The end of a path: a lookup, which wants a value of type `V`. */
interface LookupEnd<V> {
  readonly wants: V
}

/**
 * Follow a path from model `M` with annotations `A`. `Null` becomes `null` on the way through a relation that may be
 * empty. What does not exist is {@link Refused} with a sentence that names it.
 */
type Resolve<M, A, P extends string, Null = never> = P extends keyof A
  ? AnnotatedColumn<A[P], Null>
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof A
      ? Continue<M, Head, AnnotatedColumn<A[Head], Null>, Rest>
      : Continue<M, Head, Step<M, Head, Null>, Rest>
    : Step<M, P, Null>

type Continue<M, Head extends string, End, Rest extends string> =
  End extends RelationEnd<infer Target, infer Null>
    ? Rest extends Exclude<keyof RelationLookups<Target, PrimaryKey<Target>>, keyof FieldsOf<Target>>
      ? LookupEnd<RelationLookups<Target, PrimaryKey<Target>>[Rest]>
      : Resolve<Target, unknown, Rest, Null>
    : End extends Column<infer V, infer Family>
      ? Compare<M, Head, V, Family, Rest>
      : End

/** A name without `__`, seen from a model. */
type Step<M, Name extends string, Null> = Name extends keyof FieldsOf<M>
  ? FieldEnd<FieldsOf<M>[Name], M, Null>
  : Name extends 'pk'
    ? FieldEnd<FieldsOf<M>[PrimaryName<FieldsOf<M>>], M, Null>
    : KeyEnd<M, Name, Null>

type FieldEnd<F, M, Null> =
  F extends Field<infer V, infer _Optional, infer Family>
    ? Column<V | Null, Family>
    : F extends { readonly [TO_FIELD]: string; readonly [VALUE]: infer Nullable }
      ? RelationEnd<TargetOf<F, M>, Nullable | Null>
      : RelationEnd<TargetOf<F, M>, null>

/** `authorId`, the column of `author`. */
type KeyEnd<M, Name extends string, Null> = Name extends `${infer Relation}Id`
  ? Relation extends keyof FieldsOf<M>
    ? FieldsOf<M>[Relation] extends { readonly [TO_FIELD]: string }
      ? ColumnOf<KeyValue<FieldsOf<M>[Relation], FieldsOf<M>> | Null>
      : ReverseEnd<M, Name>
    : ReverseEnd<M, Name>
  : ReverseEnd<M, Name>

/**
 * The reverse side of a relation, declared on the class. The property `postSet` is the one without `relatedName`, and
 * `post` in lookups.
 */
type ReverseEnd<M, Name extends string> =
  Name extends Exclude<keyof M, `${string}Set`>
    ? RelatedEnd<M, Name, M[Name]>
    : RelatedEnd<M, Name, `${Name}Set` extends keyof M ? M[`${Name}Set`] : never>

type RelatedEnd<M, Name extends string, Property> = [RelatedModel<Property>] extends [never]
  ? NamedEnd<M, Name, ModelNamed<M, Name>>
  : RelationEnd<RelatedModel<Property>, null>

type NamedEnd<M, Name extends string, Target> = [Target] extends [never]
  ? Refused<`${NameOf<M>} has no field '${Name}'`>
  : RelationEnd<Target, null>

/** What follows a column: a lookup, or transforms and then perhaps a lookup. */
type Compare<
  M,
  Head extends string,
  V,
  Family extends LookupFamily,
  Rest extends string,
> = Rest extends keyof LookupsOf<V, Family>
  ? LookupEnd<LookupsOf<V, Family>[Rest]>
  : Rest extends keyof TransformTable[Family]
    ? Transformed<V, TransformTable[Family][Rest]>
    : Rest extends `${infer Transform}__${infer After}`
      ? Transform extends keyof TransformTable[Family]
        ? CompareColumn<M, Transform, Transformed<V, TransformTable[Family][Transform]>, After>
        : NoLookup<M, Head, Family, Transform>
      : NoLookup<M, Head, Family, Rest>

type CompareColumn<M, Head extends string, C, Rest extends string> =
  C extends Column<infer V, infer Family> ? Compare<M, Head, V, Family, Rest> : never

type Transformed<V, Family> = Family extends LookupFamily
  ? Column<ValueOfFamily[Family] | Extract<V, null>, Family>
  : never

type NoLookup<M, Head extends string, Family extends LookupFamily, Name extends string> = Family extends 'json'
  ? Column<unknown, 'json'>
  : Refused<`${NameOf<M>}.${Head} is a ${Family} field, which has no lookup '${Name}'`>

type AnnotatedColumn<V, Null> = ColumnOf<V | Null>

/** A column of which only the type of its values is known, such as an annotation. */
type ColumnOf<V> = Column<V, FamilyOf<Exclude<V, null>>>

type FamilyOf<V> = [V] extends [string]
  ? 'text'
  : [V] extends [number]
    ? 'number'
    : [V] extends [boolean]
      ? 'boolean'
      : [V] extends [Date]
        ? 'datetime'
        : [V] extends [number | bigint]
          ? 'bigint'
          : [V] extends [Uint8Array]
            ? 'binary'
            : 'json'

/** What a condition on a path wants to be given. */
export type Wanted<M, A, P extends string> = WantedBy<Resolve<M, A, P>>
type WantedBy<End> =
  End extends LookupEnd<infer V>
    ? V
    : End extends Column<infer V, infer Family>
      ? V | AlsoAccepted[Family] | Operand
      : End extends RelationEnd<infer M, infer Null>
        ? M | PrimaryKey<M> | Null | Operand
        : End

/** The value that a path reads, in `values`, `F` or an aggregate. */
export type ValueOf<M, A, P extends string> = ValueOfEnd<Resolve<M, A, P>, P>
type ValueOfEnd<End, P extends string> =
  End extends Column<infer V, LookupFamily>
    ? V
    : End extends RelationEnd<infer M, infer Null>
      ? PrimaryKey<M> | Null
      : End extends Refused<string>
        ? End
        : Refused<`'${P}' ends with a lookup, where a field belongs`>
