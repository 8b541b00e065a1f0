import { setValue } from './instance.ts'
import type { Model } from './model.ts'
import type { ModelPlan, OutColumn } from './sql/compiled.ts'

/** Writes the values of a row into a bare instance. */
export type RowAssignment = (instance: Model, row: readonly unknown[]) => void

type Decode = OutColumn['decode']

/**
 * Make the assignment of one part of the rows. Properties whose names are written in the code are set many times faster
 * than those that a loop names, and this runs for every value of every row; so the code is written once per statement.
 */
export function rowAssignment(plan: ModelPlan, columns: readonly OutColumn[]): RowAssignment {
  const names = plan.fields.map(field => field.attname)
  const decoders = names.map((_, i) => columns[plan.start + i]?.decode ?? null)
  try {
    return compiledAssignment(names, decoders, plan.start)
  } catch (error) {
    // Node started with --disallow-code-generation-from-strings.
    if (error instanceof EvalError) return loopingAssignment(names, decoders, plan.start)
    throw error
  }
}

/** One line per column: `instance["id"] = row[0]`. Nothing but positions and quoted names enters the code. */
function compiledAssignment(names: readonly string[], decoders: readonly Decode[], start: number): RowAssignment {
  const lines = names.map((name, i) => {
    const value = `row[${start + i}]`
    const decoded = decoders[i] ? `${value} === null ? null : decoders[${i}](${value})` : value
    return `instance[${JSON.stringify(name)}] = ${decoded}`
  })
  return new Function('decoders', `return (instance, row) => {\n${lines.join('\n')}\n}`)(decoders)
}

function loopingAssignment(names: readonly string[], decoders: readonly Decode[], start: number): RowAssignment {
  return (instance, row) => {
    for (const [i, name] of names.entries()) {
      const value = row[start + i]
      const decode = decoders[i]
      setValue(instance, name, decode && value !== null ? decode(value) : value)
    }
  }
}
