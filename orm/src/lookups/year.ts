import { Param } from '../expressions/param.ts'
import { ExtractExpression } from '../expressions/temporal.ts'
import type { Compiler } from '../sql/compiler.ts'
import { Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual } from './comparison.ts'
import type { Lookup } from './lookup.ts'
import { type YearBound, yearBound } from './year-bounds.ts'

/** The first or last moment of the year that is compared with, so that an index on the column can serve. */
function bound(lookup: Lookup, compiler: Compiler, side: YearBound): string {
  const { source, part } = lookup.lhs as ExtractExpression // asked by comparesBounds
  const { index } = lookup.rhs as Param // likewise
  return compiler.param(index, converter(compiler, source.outputField.kind, side, part === 'isoYear'))
}

function converter(compiler: Compiler, kind: string, side: YearBound, iso: boolean) {
  return compiler.memo(`year ${kind} ${side} ${iso}`, () => {
    const encode = compiler.encoder(kind)
    return (year: unknown) => encode(yearBound(Number(year), kind, side, iso))
  })
}

function comparesBounds(lookup: Lookup): boolean {
  return lookup.rhs instanceof Param && lookup.lhs instanceof ExtractExpression
}

function column(lookup: Lookup, compiler: Compiler): string {
  return (lookup.lhs as ExtractExpression).source.compile(compiler)
}

export class YearExact extends Exact {
  override compile(compiler: Compiler): string {
    if (!comparesBounds(this)) return super.compile(compiler)
    const [first, last] = [bound(this, compiler, 'first'), bound(this, compiler, 'last')]
    return `${column(this, compiler)} BETWEEN ${first} AND ${last}`
  }
}

export class YearGreaterThan extends GreaterThan {
  override compile(compiler: Compiler): string {
    if (!comparesBounds(this)) return super.compile(compiler)
    return `${column(this, compiler)} > ${bound(this, compiler, 'last')}`
  }
}

export class YearGreaterThanOrEqual extends GreaterThanOrEqual {
  override compile(compiler: Compiler): string {
    if (!comparesBounds(this)) return super.compile(compiler)
    return `${column(this, compiler)} >= ${bound(this, compiler, 'first')}`
  }
}

export class YearLessThan extends LessThan {
  override compile(compiler: Compiler): string {
    if (!comparesBounds(this)) return super.compile(compiler)
    return `${column(this, compiler)} < ${bound(this, compiler, 'first')}`
  }
}

export class YearLessThanOrEqual extends LessThanOrEqual {
  override compile(compiler: Compiler): string {
    if (!comparesBounds(this)) return super.compile(compiler)
    return `${column(this, compiler)} <= ${bound(this, compiler, 'last')}`
  }
}
