import { inspect } from 'node:util'
import type { AggregateCall, Condition, Plan, Step } from './plan.ts'

/** A plan as the TypeScript that one would write. */
export function print(plan: Plan): string {
  const { end } = plan
  const queryset = `${plan.model}.objects${plan.steps.map(step => printStep(plan, step)).join('')}`
  if (end.do === 'rows') return `await ${queryset}`
  return `await ${queryset}.${end.do}(${end.do === 'aggregate' ? `{ ${printCall(end.call)} }` : ''})`
}

function printStep(plan: Plan, step: Step): string {
  return `\n  .${step.do}(${printArguments(plan, step)})`
}

function printArguments(plan: Plan, step: Step): string {
  switch (step.do) {
    case 'filter':
    case 'exclude':
      return printCondition(step.condition)
    case 'annotate':
      return `{ ${printCall(step.call)} }`
    case 'orderBy':
      return step.terms.map(show).join(', ')
    case 'values':
      return step.names.map(show).join(', ')
    case 'slice':
      return `${step.from}, ${step.to}`
    case 'distinct':
    case 'reverse':
      return ''
    default:
      return `${plan.model}.objects${step.steps.map(inner => printStep(plan, inner).trim()).join('')}`
  }
}

function printCondition(condition: Condition): string {
  if ('not' in condition) return `${printCondition(condition.not)}.not()`
  if ('join' in condition) {
    const [first = 'Q()', ...rest] = condition.parts.map(printCondition)
    return `${first}.${condition.join}(${rest.join(', ')})`
  }
  return `Q({ ${condition.key}: ${'field' in condition ? `F(${show(condition.field)})` : show(condition.value)} })`
}

function printCall({ name, aggregate, path, distinct, filter }: AggregateCall): string {
  const options = [distinct ? 'distinct: true' : '', filter ? `filter: ${printCondition(filter)}` : ''].filter(Boolean)
  return `${name}: ${aggregate}(${show(path)}${options.length ? `, { ${options.join(', ')} }` : ''})`
}

function show(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY })
}
