import type {
  FieldOf,
  ForeignKeyOf,
  LookupFamily,
  Field as TypedField,
  ManyToManyField as TypedManyToMany,
  TypedOptions,
} from '../types/fields.ts'
import type { ModelClass as TypedClass } from '../types/rows.ts'
import type { FieldOptions } from './field.ts'
import { ForeignKeyField, type ForeignKeyOptions, OneToOneField, type Target } from './foreign-key.ts'
import { ManyToManyField, type ManyToManyOptions } from './many-to-many.ts'
import {
  AutoField,
  BigAutoField,
  BigIntegerField,
  DecimalField,
  type DecimalOptions,
  FloatField,
  IntegerField,
  PositiveIntegerField,
  SmallIntegerField,
} from './number.ts'
import { BinaryField, BooleanField, JsonField, UuidField } from './other.ts'
import { DateField, DateTimeField, type TemporalOptions, TimeField } from './temporal.ts'
import { CharField, EmailField, LongTextField, SlugField, type TextOptions, UrlField } from './text.ts'

/** Options of a `char`, whose length is part of what it is. */
export interface CharOptions extends TextOptions {
  readonly maxLength: number
}

/**
 * A factory of fields: the value that the compiler sees comes from the options.
 * The types of fields exist for the compiler alone, so the one cast of this file is from the object to its type.
 */
function factory<V, Family extends LookupFamily, Options extends FieldOptions>(
  Kind: new (options: Options) => object,
): Factory<V, Family, Options> {
  return ((options = {}) => new Kind(options as Options)) as Factory<V, Family, Options>
}

/** Without options the type says so, instead of repeating all that there might have been. */
interface Factory<V, Family extends LookupFamily, Options> {
  (): FieldOf<V, Family, object>
  <const O extends Options & TypedOptions>(options: O): FieldOf<V, Family, O>
}

/** As `factory`, for kinds with options that cannot be left out. */
function strictFactory<V, Family extends LookupFamily, Options extends FieldOptions>(
  Kind: new (options: Options) => object,
) {
  return <const O extends Options & TypedOptions>(options: O): FieldOf<V, Family, O> =>
    new Kind(options) as unknown as FieldOf<V, Family, O>
}

/** Primary key that the database counts up, of 32 bits. */
export function auto(options: FieldOptions = {}): TypedField<number, true, 'number', true> {
  return new AutoField(options) as unknown as TypedField<number, true, 'number', true>
}

/** Primary key that the database counts up, of 64 bits. */
export function bigAuto(options: FieldOptions = {}): TypedField<number | bigint, true, 'bigint', true> {
  return new BigAutoField(options) as unknown as TypedField<number | bigint, true, 'bigint', true>
}

/** Text of at most `maxLength` code points. */
export const char = strictFactory<string, 'text', CharOptions>(CharField)
/** Text of any length. */
export const text = factory<string, 'text', TextOptions>(LongTextField)
/** An e-mail address; at most 254 code points unless `maxLength` says otherwise. */
export const email = factory<string, 'text', TextOptions>(EmailField)
/** A part of an address: ASCII letters, digits, `-` and `_`, 50 at most; indexed. */
export const slug = factory<string, 'text', TextOptions>(SlugField)
/** An absolute address of the web; at most 200 code points unless `maxLength` says otherwise. */
export const url = factory<string, 'text', TextOptions>(UrlField)
/** A whole number of 32 bits. */
export const integer = factory<number, 'number', FieldOptions>(IntegerField)
/** A whole number of 64 bits: number where a double holds it exactly, else bigint. */
export const bigInteger = factory<number | bigint, 'bigint', FieldOptions>(BigIntegerField)
/** A whole number from 0, of 31 bits. */
export const positiveInteger = factory<number, 'number', FieldOptions>(PositiveIntegerField)
/** A whole number of 16 bits. */
export const smallInteger = factory<number, 'number', FieldOptions>(SmallIntegerField)
/** A double. */
export const float = factory<number, 'number', FieldOptions>(FloatField)
/** An exact decimal number, as text: `'9.90'`. */
export const decimal = strictFactory<string, 'decimal', DecimalOptions>(DecimalField)
/** True or false. */
export const boolean = factory<boolean, 'boolean', FieldOptions>(BooleanField)
/** A day, as `'YYYY-MM-DD'`. */
export const date = factory<string, 'date', TemporalOptions>(DateField)
/** A time of day, as `'HH:MM:SS[.ffffff]'`. */
export const time = factory<string, 'time', TemporalOptions>(TimeField)
/** A moment, as Date. */
export const datetime = factory<Date, 'datetime', TemporalOptions>(DateTimeField)
/** A UUID, as lower-case text with hyphens. */
export const uuid = factory<string, 'uuid', FieldOptions>(UuidField)
/** Bytes. */
export const binary = factory<Uint8Array, 'binary', FieldOptions>(BinaryField)

/** Any JSON value; name its type: `json<Settings>()`. */
export function json<V = unknown, const O extends FieldOptions & TypedOptions = object>(
  options?: O,
): FieldOf<V, 'json', O> {
  return new JsonField(options ?? {}) as unknown as FieldOf<V, 'json', O>
}

/** A reference to one object of another model, which many may share. */
export function foreignKey<const O extends ForeignKeyOptions>(to: 'self', options: O): ForeignKeyOf<'self', O>
export function foreignKey<M, const O extends ForeignKeyOptions>(
  to: () => TypedClass<M>,
  options: O,
): ForeignKeyOf<M, O>
export function foreignKey(to: unknown, options: ForeignKeyOptions): unknown {
  return new ForeignKeyField(to as Target, options)
}

/** A reference to one object of another model, which belongs to this row alone. */
export function oneToOne<const O extends ForeignKeyOptions>(to: 'self', options: O): ForeignKeyOf<'self', O>
export function oneToOne<M, const O extends ForeignKeyOptions>(to: () => TypedClass<M>, options: O): ForeignKeyOf<M, O>
export function oneToOne(to: unknown, options: ForeignKeyOptions): unknown {
  return new OneToOneField(to as Target, options)
}

/** Many objects of another model, each of which may belong to many of this one. */
export function manyToMany(to: 'self', options?: TypedManyToManyOptions): TypedManyToMany<'self'>
export function manyToMany<M, Class>(
  to: () => Class & TypedClass<M>,
  options?: TypedManyToManyOptions,
): TypedManyToMany<M, Class>
export function manyToMany(to: unknown, options: TypedManyToManyOptions = {}): unknown {
  return new ManyToManyField(to as Target, options as ManyToManyOptions)
}

/** As `ManyToManyOptions`, with the class of `through` as applications see it. */
export interface TypedManyToManyOptions extends Omit<ManyToManyOptions, 'through'> {
  readonly through?: () => TypedClass<unknown>
}
