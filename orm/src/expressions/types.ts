import { BigIntegerField, DecimalField, FloatField, IntegerField } from '../fields/number.ts'
import { BooleanField, JsonField } from '../fields/other.ts'
import { DateField, DateTimeField, TimeField } from '../fields/temporal.ts'
import { CharField } from '../fields/text.ts'

/** Types of computed values: fields that belong to no model. */
export const INTEGER = new IntegerField()
export const BIG_INTEGER = new BigIntegerField()
export const FLOAT = new FloatField()
export const DECIMAL = new DecimalField({ maxDigits: 1000, decimalPlaces: 500 })
export const TEXT = new CharField({ maxLength: 2 ** 30 })
export const BOOLEAN = new BooleanField()
export const DATE = new DateField()
export const TIME = new TimeField()
export const DATETIME = new DateTimeField()
export const JSON_VALUE = new JsonField()
