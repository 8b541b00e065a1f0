import { UsageError } from '../errors.ts'
import type { Field } from '../meta.ts'
import type { Compiler } from '../sql/compiler.ts'
import { Expression, type OutputField } from './expression.ts'
import { type Argument, argument, Func } from './func.ts'
import { Value } from './combinable.ts'
import { INTEGER, TEXT } from './types.ts'

/** Lower case, every code point by itself. */
export function Lower(text: Argument): Func {
  return new Func('LOWER', [argument(text)], TEXT)
}

/** Upper case, every code point by itself: ß stays ß. */
export function Upper(text: Argument): Func {
  return new Func('UPPER', [argument(text)], TEXT)
}

/** Number of code points. */
export function Length(text: Argument): Func {
  return new Func('LENGTH', [argument(text)], INTEGER)
}

/** Without spaces at both ends. */
export function Trim(text: Argument): Func {
  return new Func('TRIM', [argument(text)], TEXT)
}

export function Abs(number: Argument): Func {
  return new Func('ABS', [argument(number)])
}

/** The parts in a row; NULL counts as the empty text. */
export function Concat(...parts: Argument[]): Func {
  if (parts.length < 2) throw new UsageError('Concat takes at least two expressions.')
  return new Func('CONCAT', parts.map(argument), TEXT)
}

/** The first of the values that is not NULL. */
export function Coalesce(...values: Argument[]): Func {
  if (values.length < 2) throw new UsageError('Coalesce takes at least two expressions.')
  return new CoalesceFunc('COALESCE', values.map(argument))
}

class CoalesceFunc extends Func {
  override get emptyValue(): unknown {
    for (const child of this.children) {
      const value = child.emptyValue
      if (value !== null) return value
    }
    return null
  }
}

/** The largest of the values; NULLs do not count. */
export function Greatest(...values: Argument[]): Func {
  if (values.length < 2) throw new UsageError('Greatest takes at least two expressions.')
  return new Func('GREATEST', values.map(argument))
}

/** The smallest of the values; NULLs do not count. */
export function Least(...values: Argument[]): Func {
  if (values.length < 2) throw new UsageError('Least takes at least two expressions.')
  return new Func('LEAST', values.map(argument))
}

/** NULL where both values are equal, else the first. */
export function NullIf(value: Argument, other: Argument): Func {
  return new Func('NULLIF', [argument(value), argument(other)])
}

/** Every `from` replaced by `to`. */
export function Replace(text: Argument, from: Argument, to: Argument = new Value('')): Func {
  return new Func('REPLACE', [argument(text), argument(from), argument(to)], TEXT)
}

/** Position of the part, counted from 1; 0 where it does not occur. */
export function StrIndex(text: Argument, part: Argument): Func {
  return new Func('STRPOS', [argument(text), argument(part)], INTEGER)
}

/** The text from `position` (counted from 1), `length` code points of it. */
export function Substr(text: Argument, position: Argument, length?: Argument): Func {
  const args = [argument(text), argument(position), ...(length === undefined ? [] : [argument(length)])]
  return new Func('SUBSTR', args, TEXT)
}

/** The first `length` code points. */
export function Left(text: Argument, length: Argument): Func {
  return new Func('LEFT', [argument(text), argument(length)], TEXT)
}

/** The last `length` code points. */
export function Right(text: Argument, length: Argument): Func {
  return new Func('RIGHT', [argument(text), argument(length)], TEXT)
}

/** The text `count` times. */
export function Repeat(text: Argument, count: Argument): Func {
  return new Func('REPEAT', [argument(text), argument(count)], TEXT)
}

/** The value as another type: `Cast('price', integer())`. */
export function Cast(value: Argument, output: OutputField): CastExpression {
  return new CastExpression(argument(value), output)
}

/** A change of type. */
export class CastExpression extends Func {
  constructor(source: Expression, output: OutputField) {
    super('CAST', [source], output)
  }

  override label(): string {
    const { maxLength } = this.givenOutput as Field // a field or something with no length
    return `cast ${this.givenOutput?.kind} ${maxLength ?? ''} ${JSON.stringify((this.givenOutput as Field).options ?? {})}`
  }

  override compile(compiler: Compiler): string {
    const [source] = this.children as [Expression] // given to the constructor
    return compiler.backend.operations.cast(source.compile(compiler), this.outputField, source.outputOrNull?.kind)
  }
}

/** The moment of the statement. */
export function Now(): Func {
  return new Func('NOW', [], NOW_TYPE, compiler => compiler.backend.operations.now)
}

const NOW_TYPE: OutputField = { kind: 'datetime', prepare: value => value }
