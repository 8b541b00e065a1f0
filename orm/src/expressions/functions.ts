import { UsageError } from '../errors.ts'
import type { Field } from '../meta.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, NullsOf, PathsOf, PresentOf, ResultOf } from '../types/expressions.ts'
import { Value } from './combinable.ts'
import type { Expression, OutputField } from './expression.ts'
import { type Argument, argument, Func } from './func.ts'
import { type OutputType, outputOf } from './output.ts'
import { storedAs } from './references.ts'
import { INTEGER, TEXT } from './types.ts'

/** Lower case, every code point by itself. */
export function Lower<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('LOWER', [argument(text)], TEXT)
}

/** Upper case, every code point by itself: ß stays ß. */
export function Upper<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('UPPER', [argument(text)], TEXT)
}

/** Number of code points. */
export function Length<const X extends Argument>(text: X): Func<number | NullsOf<X>, PathsOf<X>> {
  return new Func('LENGTH', [argument(text)], INTEGER)
}

/** Without spaces at both ends. */
export function Trim<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('TRIM', [argument(text)], TEXT)
}

/** The number without its sign. */
export function Abs<const X extends Argument>(number: X): Func<ResultOf<X>, PathsOf<X>> {
  return new Func('ABS', [argument(number)])
}

/** The parts in a row; NULL counts as the empty text. */
export function Concat<const X extends readonly Argument[]>(...parts: X): Func<string, PathsOf<X[number]>> {
  if (parts.length < 2) throw new UsageError('Concat takes at least two expressions.')
  return new Func('CONCAT', parts.map(argument), TEXT)
}

type LastOf<T extends readonly unknown[]> = T extends readonly [...unknown[], infer Last] ? Last : T[number]

/** The first of the values that is not NULL. */
export function Coalesce<const X extends readonly Argument[]>(
  ...values: X
): Func<PresentOf<X[number]> | NullsOf<LastOf<X>>, PathsOf<X[number]>> {
  if (values.length < 2) throw new UsageError('Coalesce takes at least two expressions.')
  return new CoalesceFunc('COALESCE', values.map(argument))
}

class CoalesceFunc<V, Paths extends Mention> extends Func<V, Paths> {
  override get emptyValue(): unknown {
    for (const child of this.children) {
      const value = child.emptyValue
      if (value !== null) return value
    }
    return null
  }
}

/** The largest of the values; NULLs do not count. */
export function Greatest<const X extends readonly Argument[]>(
  ...values: X
): Func<ResultOf<X[number]>, PathsOf<X[number]>> {
  if (values.length < 2) throw new UsageError('Greatest takes at least two expressions.')
  return new Func('GREATEST', values.map(argument))
}

/** The smallest of the values; NULLs do not count. */
export function Least<const X extends readonly Argument[]>(
  ...values: X
): Func<ResultOf<X[number]>, PathsOf<X[number]>> {
  if (values.length < 2) throw new UsageError('Least takes at least two expressions.')
  return new Func('LEAST', values.map(argument))
}

/** NULL where both values are equal, else the first. */
export function NullIf<const X extends Argument, const Y extends Argument>(
  value: X,
  other: Y,
): Func<ResultOf<X> | null, PathsOf<X | Y>> {
  return new Func('NULLIF', [argument(value), argument(other)])
}

/** Every `from` replaced by `to`. */
export function Replace<const X extends Argument, const Y extends Argument>(
  text: X,
  from: Y,
  to: Y | Argument = Value(''),
): Func<string | NullsOf<X | Y>, PathsOf<X | Y>> {
  return new Func('REPLACE', [argument(text), argument(from), argument(to)], TEXT)
}

/** Position of the part, counted from 1; 0 where it does not occur. */
export function StrIndex<const X extends Argument, const Y extends Argument>(
  text: X,
  part: Y,
): Func<number | NullsOf<X | Y>, PathsOf<X | Y>> {
  return new Func('STRPOS', [argument(text), argument(part)], INTEGER)
}

/** The text from `position` (counted from 1), `length` code points of it. */
export function Substr<const X extends Argument>(
  text: X,
  position: Argument,
  length?: Argument,
): Func<string | NullsOf<X>, PathsOf<X>> {
  const args = [argument(text), argument(position), ...(length === undefined ? [] : [argument(length)])]
  return new Func('SUBSTR', args, TEXT)
}

/** The first `length` code points. */
export function Left<const X extends Argument>(text: X, length: Argument): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('LEFT', [argument(text), argument(length)], TEXT)
}

/** The last `length` code points. */
export function Right<const X extends Argument>(text: X, length: Argument): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('RIGHT', [argument(text), argument(length)], TEXT)
}

/** The text `count` times. */
export function Repeat<const X extends Argument>(text: X, count: Argument): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('REPEAT', [argument(text), argument(count)], TEXT)
}

/** The value as another type: `Cast('price', integer())`. */
export function Cast<const X extends Argument, V>(
  value: X,
  output: OutputType<V>,
): CastExpression<V | NullsOf<X>, PathsOf<X>> {
  return new CastExpression(argument(value), outputOf(output))
}

/** A change of type. */
export class CastExpression<V = unknown, Paths extends Mention = Mention> extends Func<V, Paths> {
  constructor(source: Expression, output: OutputField) {
    super('CAST', [source], output)
  }

  override label(): string {
    const { maxLength } = this.givenOutput as Field // a field or something with no length
    return `cast ${this.givenOutput?.kind} ${maxLength ?? ''} ${JSON.stringify((this.givenOutput as Field).options ?? {})}`
  }

  override compile(compiler: Compiler): string {
    const [source] = this.children as [Expression] // given to the constructor
    return compiler.backend.operations.cast(source.compile(compiler), this.outputField, storedAs(source))
  }
}

/** The moment of the statement. */
export function Now(): Func<Date, never> {
  return new NowFunc('NOW', [], NOW_TYPE)
}

class NowFunc extends Func<Date, never> {
  override compile(compiler: Compiler): string {
    return compiler.backend.operations.now
  }
}

const NOW_TYPE: OutputField = { kind: 'datetime', prepare: value => value }
