import { UsageError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { JsonNull } from '../expressions/json.ts'
import { ListParam, Param, ValueList } from '../expressions/param.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import { TEXT } from '../expressions/types.ts'
import type { Compiler } from '../sql/compiler.ts'
import { Exact } from './comparison.ts'
import { In, Range } from './list.ts'
import type { Literals } from './literals.ts'
import { Lookup } from './lookup.ts'
import { IExact } from './text.ts'

/** A side of a comparison in the form in which JSON values can be compared, whatever they are. */
function comparable(side: Expression, compiler: Compiler): string {
  const { json } = compiler.backend.operations
  if (side instanceof Param) return json.literal(compiler.param(side.index, json.encodeComparable))
  return json.comparable(asJson(side, compiler))
}

/** A value as JSON: of JSON itself as it is, of other kinds converted. */
function asJson(side: Expression, compiler: Compiler): string {
  const { json } = compiler.backend.operations
  const sql = side.compile(compiler)
  const kind = side.outputOrNull?.kind
  return kind === undefined || kind === 'json' ? sql : json.of(sql, kind)
}

export class JsonExact extends Exact {
  /** `null` is JSON's null; `isnull` asks for values that are missing. */
  static override forNull(lhs: Expression): Lookup {
    return new JsonExact(lhs, JsonNull())
  }

  override compile(compiler: Compiler): string {
    return `${comparable(this.lhs, compiler)} = ${comparable(this.rhs, compiler)}`
  }
}

/** A comparison by the order of JSON values: null, texts, numbers, booleans, lists, objects. */
abstract class JsonOrdered extends Lookup {
  protected abstract readonly operator: string

  compile(compiler: Compiler): string {
    return `${comparable(this.lhs, compiler)} ${this.operator} ${comparable(this.rhs, compiler)}`
  }
}

export class JsonGreaterThan extends JsonOrdered {
  static override readonly lookupName = 'gt'
  protected readonly operator = '>'
}

export class JsonGreaterThanOrEqual extends JsonOrdered {
  static override readonly lookupName = 'gte'
  protected readonly operator = '>='
}

export class JsonLessThan extends JsonOrdered {
  static override readonly lookupName = 'lt'
  protected readonly operator = '<'
}

export class JsonLessThanOrEqual extends JsonOrdered {
  static override readonly lookupName = 'lte'
  protected readonly operator = '<='
}

export class JsonRange extends Range {
  override compile(compiler: Compiler): string {
    if (!(this.rhs instanceof ValueList)) return super.compile(compiler)
    const [low, high] = this.rhs.children.map(child => comparable(child, compiler))
    return `${comparable(this.lhs, compiler)} BETWEEN ${low} AND ${high}`
  }
}

export class JsonIn extends In {
  override compile(compiler: Compiler): string {
    const { rhs } = this
    const lhs = comparable(this.lhs, compiler)
    if (rhs instanceof ListParam) {
      const { json } = compiler.backend.operations
      return `${lhs} IN ${json.listRows(compiler.param(rhs.index, json.encodeList))}`
    }
    if (rhs instanceof NestedQuery) return `${this.lhs.compile(compiler)} IN ${rhs.compile(compiler)}`
    if (rhs.children.length === 0) return super.compile(compiler)
    return `${lhs} IN (${rhs.children.map(child => comparable(child, compiler)).join(', ')})`
  }
}

/** `data__contains={ a: 1 }`: the pairs and members on the right are all on the left, at the same depth. */
export class JsonContains extends Lookup {
  static override readonly lookupName: string = 'contains'

  compile(compiler: Compiler): string {
    return compiler.backend.operations.json.contains(...this.sides(compiler))
  }

  protected sides(compiler: Compiler): [lhs: string, rhs: string] {
    const { rhs } = this
    const { json } = compiler.backend.operations
    const right =
      rhs instanceof Param ? json.literal(compiler.param(rhs.index, compiler.encoder('json'))) : asJson(rhs, compiler)
    return [asJson(this.lhs, compiler), right]
  }
}

/** The other way round: everything on the left is on the right. */
export class JsonContainedBy extends JsonContains {
  static override readonly lookupName = 'containedBy'

  override compile(compiler: Compiler): string {
    const [lhs, rhs] = this.sides(compiler)
    return compiler.backend.operations.json.contains(rhs, lhs)
  }
}

/** The keys that are looked for are one list, however many there are. */
function keyLiterals(read: (value: unknown) => readonly string[]): Literals {
  return {
    shape(_lhs, value, writer) {
      writer.value(read(value))
    },
    freeze(_lhs, _value, cursor) {
      return new ListParam(cursor.take(), TEXT, false)
    },
  }
}

function oneKey(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  throw new UsageError("The value for the 'hasKey' lookup must be a key.")
}

function manyKeys(value: unknown): readonly string[] {
  const iterable = typeof value === 'object' && value !== null && Symbol.iterator in value
  if (!iterable) throw new UsageError('The value for a lookup of several keys must be a list of keys.')
  return [...(value as Iterable<unknown>)].flatMap(oneKey)
}

/** Whether an object has a key, or a list a text as its member. */
export class HasKey extends Lookup {
  static override readonly lookupName: string = 'hasKey'
  static override readonly literals: Literals = keyLiterals(oneKey)
  protected readonly all: boolean = true

  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    if (!(this.rhs instanceof ListParam)) {
      throw new UsageError(`The '${this.lookupName}' lookup takes keys, no expressions.`)
    }
    const keys = compiler.param(this.rhs.index, operations.listEncoder('text'))
    return operations.json.hasKeys(this.lhs.compile(compiler), keys, this.all)
  }
}

export class HasKeys extends HasKey {
  static override readonly lookupName = 'hasKeys'
  static override readonly literals: Literals = keyLiterals(manyKeys)
}

export class HasAnyKeys extends HasKey {
  static override readonly lookupName = 'hasAnyKeys'
  static override readonly literals: Literals = keyLiterals(manyKeys)
  protected override readonly all = false
}

/** Equality of texts that ignores case; `null` is JSON's null, as for `exact`. */
export class JsonIExact extends IExact {
  static override forNull(lhs: Expression): Lookup {
    return JsonExact.forNull(lhs)
  }
}
