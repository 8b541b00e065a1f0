export { type Choices, type DeclaredKind, Field, type FieldKind, type FieldOptions, type FieldState } from './field.ts'
export { ForeignKeyField, type ForeignKeyOptions, ON_DELETE, type OnDelete, OneToOneField } from './foreign-key.ts'
export { ManyToManyField, type ManyToManyOptions } from './many-to-many.ts'
export {
  AutoField,
  BigAutoField,
  BigIntegerField,
  DecimalField,
  type DecimalOptions,
  FloatField,
  IntegerField,
  PositiveIntegerField,
  SmallIntegerField,
  WholeNumberField,
} from './number.ts'
export { BinaryField, BooleanField, JsonField, UuidField } from './other.ts'
export { DateField, DateTimeField, type TemporalOptions, TimeField } from './temporal.ts'
export { CharField, EmailField, LongTextField, SlugField, TextField, type TextOptions, UrlField } from './text.ts'
