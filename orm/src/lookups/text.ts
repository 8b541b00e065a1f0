import type { CastTarget, PatternKind } from '../backends/backend.ts'
import type { Expression } from '../expressions/expression.ts'
import { Constant, Param } from '../expressions/param.ts'
import { storedAs } from '../expressions/references.ts'
import { TEXT } from '../expressions/types.ts'
import { textOf } from '../fields/text.ts'
import type { Compiler } from '../sql/compiler.ts'
import { IsNull } from './comparison.ts'
import type { Literals } from './literals.ts'
import { Lookup } from './lookup.ts'

/** Text that is searched for is taken as it is, whatever the column holds. */
const textLiterals: Literals = {
  shape(_lhs, value, writer) {
    writer.value(textOf(value))
  },
  freeze(_lhs, _value, cursor) {
    return new Param(cursor.take(), TEXT)
  },
}

function textOfLeft(lhs: Expression, compiler: Compiler): string {
  const { kind, decimalPlaces }: CastTarget = storedAs(lhs) ?? lhs.outputField
  return compiler.backend.operations.asText(lhs.compile(compiler), kind, decimalPlaces)
}

/** A search for a text within, at the start or at the end of another; every character stands for itself. */
abstract class Pattern extends Lookup {
  protected abstract readonly kind: PatternKind
  protected abstract readonly ignoresCase: boolean

  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    const { kind, ignoresCase, rhs } = this
    const lhs = textOfLeft(this.lhs, compiler)
    if (!(rhs instanceof Param)) return operations.patternOfExpression(kind, ignoresCase, lhs, rhs.compile(compiler))
    return operations.pattern(kind, ignoresCase, lhs, convert => compiler.param(rhs.index, convert))
  }
}

export class Contains extends Pattern {
  static override readonly lookupName: string = 'contains'
  static override readonly literals: Literals = textLiterals
  protected readonly kind = 'contains'
  protected readonly ignoresCase: boolean = false
}

export class IContains extends Contains {
  static override readonly lookupName = 'icontains'
  protected override readonly ignoresCase = true
}

export class StartsWith extends Pattern {
  static override readonly lookupName: string = 'startswith'
  static override readonly literals: Literals = textLiterals
  protected readonly kind = 'startsWith'
  protected readonly ignoresCase: boolean = false
}

export class IStartsWith extends StartsWith {
  static override readonly lookupName = 'istartswith'
  protected override readonly ignoresCase = true
}

export class EndsWith extends Pattern {
  static override readonly lookupName: string = 'endswith'
  static override readonly literals: Literals = textLiterals
  protected readonly kind = 'endsWith'
  protected readonly ignoresCase: boolean = false
}

export class IEndsWith extends EndsWith {
  static override readonly lookupName = 'iendswith'
  protected override readonly ignoresCase = true
}

/** Equality that ignores case, one code point at a time. */
export class IExact extends Pattern {
  static override readonly lookupName: string = 'iexact'
  static override readonly literals: Literals = textLiterals
  static override forNull(lhs: Expression): Lookup {
    return new IsNull(lhs, new Constant(true))
  }

  protected readonly kind = 'exact'
  protected readonly ignoresCase = true
}

/** A regular expression found anywhere in the text. */
export class Regex extends Lookup {
  static override readonly lookupName: string = 'regex'
  static override readonly literals: Literals = textLiterals
  protected readonly ignoresCase: boolean = false

  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    const lhs = textOfLeft(this.lhs, compiler)
    return operations.regex(lhs, this.rhs.compile(compiler), this.ignoresCase)
  }
}

export class IRegex extends Regex {
  static override readonly lookupName = 'iregex'
  protected override readonly ignoresCase = true
}
