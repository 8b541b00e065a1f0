import { UsageError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, NullsOf, PathsOf } from '../types/expressions.ts'
import { type Literal, Value } from './combinable.ts'
import type { Expression } from './expression.ts'
import { type Argument, argument, Func } from './func.ts'
import { INTEGER, TEXT } from './types.ts'

/** Without spaces at the beginning. */
export function LTrim<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('LTRIM', [argument(text)], TEXT)
}

/** Without spaces at the end. */
export function RTrim<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('RTRIM', [argument(text)], TEXT)
}

/** The text filled up at the beginning, or cut at the end, to `length` code points. */
export function LPad<const X extends Argument, const Y extends Argument = never>(
  text: X,
  length: number,
  fill: Y | Literal<string> = Value(' '),
): Func<string | NullsOf<X | Y>, PathsOf<X | Y>> {
  return new Func('LPAD', [argument(text), argument(length), argument(fill)], TEXT)
}

/** The text filled up, or cut, at the end to `length` code points. */
export function RPad<const X extends Argument, const Y extends Argument = never>(
  text: X,
  length: number,
  fill: Y | Literal<string> = Value(' '),
): Func<string | NullsOf<X | Y>, PathsOf<X | Y>> {
  return new Func('RPAD', [argument(text), argument(length), argument(fill)], TEXT)
}

/** The code points in the opposite order. */
export function Reverse<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('REVERSE', [argument(text)], TEXT)
}

/** The code point of this number as a text. */
export function Chr<const X extends Argument>(codePoint: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('CHR', [argument(codePoint)], TEXT)
}

/** The number of the first code point; 0 for the empty text. */
export function Ord<const X extends Argument>(text: X): Func<number | NullsOf<X>, PathsOf<X>> {
  return new Func('ASCII', [argument(text)], INTEGER)
}

/** The MD5 digest of the text in UTF-8, as 32 hexadecimal digits. Not for secrets. MySQL from 9.6 on needs its component `classic_hashing`. */
export function MD5<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('MD5', [argument(text)], TEXT)
}

/** The SHA-224 digest of the text in UTF-8, as hexadecimal digits. */
export function SHA224<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('SHA224', [argument(text)], TEXT)
}

/** The SHA-256 digest of the text in UTF-8, as hexadecimal digits. */
export function SHA256<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('SHA256', [argument(text)], TEXT)
}

/** The SHA-384 digest of the text in UTF-8, as hexadecimal digits. */
export function SHA384<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('SHA384', [argument(text)], TEXT)
}

/** The SHA-512 digest of the text in UTF-8, as hexadecimal digits. */
export function SHA512<const X extends Argument>(text: X): Func<string | NullsOf<X>, PathsOf<X>> {
  return new Func('SHA512', [argument(text)], TEXT)
}

/** The text, compared and sorted by a collation of the database: `Collate('name', 'nocase')`. */
export function Collate<const X extends Argument>(
  text: X,
  collation: string,
): CollateExpression<string | NullsOf<X>, PathsOf<X>> {
  return new CollateExpression(argument(text), collation)
}

/** A text under a collation, whose name is part of the SQL. */
export class CollateExpression<V = unknown, Paths extends Mention = Mention> extends Func<V, Paths> {
  readonly collation: string

  constructor(source: Expression, collation: string) {
    super('COLLATE', [source], TEXT)
    if (!/^[\w-]+$/.test(collation)) throw new UsageError(`'${collation}' is not the name of a collation.`)
    this.collation = collation
  }

  override label(): string {
    return `collate ${this.collation}`
  }

  override compile(compiler: Compiler): string {
    const [source] = this.children as [Expression] // given to the constructor
    return `${source.compile(compiler)} COLLATE ${compiler.backend.operations.quoteName(this.collation)}`
  }
}
