import { UsageError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, NullsOf, PathsOf, ResultOf } from '../types/expressions.ts'
import type { Expression } from './expression.ts'
import { type Argument, argument, Func, LikeFirst } from './func.ts'
import { FLOAT, INTEGER } from './types.ts'

/** A function from numbers to a double. Where it is not defined, PostgreSQL refuses and the others give NULL. */
type Maths<X> = Func<number | NullsOf<X>, PathsOf<X>>

function maths<X extends Argument>(name: string, ...values: readonly X[]): Maths<X> {
  return new Func(name, values.map(argument), FLOAT)
}

/** A number with so many decimal places; they are part of the SQL. */
export class Rounded<V = unknown, Paths extends Mention = Mention> extends LikeFirst<V, Paths> {
  readonly places: number

  constructor(name: 'CEIL' | 'FLOOR' | 'ROUND', number: Expression, places: number) {
    super(name, [number])
    this.places = places
  }

  override label(): string {
    return `${super.label()} ${this.places}`
  }

  override compile(compiler: Compiler): string {
    const number = (this.children[0] as Expression).compile(compiler) // given to the constructor
    return compiler.backend.operations.call(this.name, this.name === 'ROUND' ? [number, String(this.places)] : [number])
  }
}

/** The smallest whole number that is not below, in the type of the number. */
export function Ceil<const X extends Argument>(number: X): Func<ResultOf<X>, PathsOf<X>> {
  return new Rounded('CEIL', argument(number), 0)
}

/** The largest whole number that is not above, in the type of the number. */
export function Floor<const X extends Argument>(number: X): Func<ResultOf<X>, PathsOf<X>> {
  return new Rounded('FLOOR', argument(number), 0)
}

/**
 * The number rounded to so many decimal places, in its type; half of the last place away from zero. SQLite rounds
 * decimals as the doubles that it computes them in.
 */
export function Round<const X extends Argument>(number: X, places = 0): Func<ResultOf<X>, PathsOf<X>> {
  if (!Number.isInteger(places)) throw new UsageError('Round() takes a whole number of places.')
  return new Rounded('ROUND', argument(number), places)
}

/** -1, 0 or 1. */
export function Sign<const X extends Argument>(number: X): Func<number | NullsOf<X>, PathsOf<X>> {
  return new Func('SIGN', [argument(number)], INTEGER)
}

/** The remainder of a division; its sign is that of the dividend. */
export function Mod<const X extends Argument, const Y extends Argument>(number: X, divisor: Y): Maths<X | Y> {
  return maths<X | Y>('MOD', number, divisor)
}

/** A power. */
export function Power<const X extends Argument, const Y extends Argument>(base: X, exponent: Y): Maths<X | Y> {
  return maths<X | Y>('POWER', base, exponent)
}

/** The logarithm of a number to a base. */
export function Log<const X extends Argument, const Y extends Argument>(base: X, number: Y): Maths<X | Y> {
  return maths<X | Y>('LOG', base, number)
}

/** The square root. */
export function Sqrt<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('SQRT', number)
}

/** The natural logarithm. */
export function Ln<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('LN', number)
}

/** A power of e. */
export function Exp<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('EXP', number)
}

/** The sine of an angle in radians. */
export function Sin<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('SIN', angle)
}

/** The cosine of an angle in radians. */
export function Cos<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('COS', angle)
}

/** The tangent of an angle in radians. */
export function Tan<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('TAN', angle)
}

/** The cotangent of an angle in radians. */
export function Cot<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('COT', angle)
}

/** The arc sine, in radians. */
export function ASin<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('ASIN', number)
}

/** The arc cosine, in radians. */
export function ACos<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('ACOS', number)
}

/** The arc tangent, in radians. */
export function ATan<const X extends Argument>(number: X): Maths<X> {
  return maths<X>('ATAN', number)
}

/** The angle of the point (x, y), in radians. */
export function ATan2<const Y extends Argument, const X extends Argument>(y: Y, x: X): Maths<X | Y> {
  return maths<X | Y>('ATAN2', y, x)
}

/** Radians as degrees. */
export function Degrees<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('DEGREES', angle)
}

/** Degrees as radians. */
export function Radians<const X extends Argument>(angle: X): Maths<X> {
  return maths<X>('RADIANS', angle)
}

/** The number π. */
export function Pi(): Func<number, never> {
  return new Func('PI', [], FLOAT)
}
