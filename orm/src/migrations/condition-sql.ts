import type { Backend } from '../backends/backend.ts'
import type { RowCondition } from '../constraints.ts'
import { UsageError } from '../errors.ts'
import { type Condition, type QChild, QNode } from '../q.ts'
import { conditionSql } from '../sql/compile-select.ts'
import { Compiler } from '../sql/compiler.ts'
import { isCondition, onlyPlain } from './conditions.ts'
import { HistoricModels } from './historic-models.ts'
import type { ModelState, ProjectState } from './state.ts'

/** Models of the states whose conditions were written, made once for each. */
const models = new WeakMap<ProjectState, HistoricModels>()

/** Write a condition on the rows of a recorded model as SQL with all values in it. Throws FieldError for unknown names. */
export function conditionSqlOf(
  state: ProjectState,
  model: ModelState,
  condition: RowCondition,
  backend: Backend,
): string {
  if (typeof condition === 'string') return condition
  const historic = models.get(state) ?? new HistoricModels(state)
  models.set(state, historic)
  const { shape, args } = historic.get(model.name).objects.filter(withoutLists(condition))
  if (shape.query.tables.active > 1) {
    throw new UsageError(`A constraint of ${model.name} goes over a relation; it can name fields of its own rows only`)
  }
  const compiler = new Compiler(backend, shape.query, { bareColumns: true })
  const sql = conditionSql(shape.query.where, compiler, true) || backend.operations.always
  const editor = backend.schemaEditor(() => [])
  return compiler.inlined(sql, slot => editor.literal(slot.convert(args[slot.index])))
}

/** Lists are bound as one parameter and read with a subquery, which no constraint may hold: compare one by one. */
function withoutLists(q: QNode): QNode {
  return new QNode(q.children.map(compareOneByOne), q.connector, q.negated)
}

function compareOneByOne(child: QChild): QChild {
  if (child instanceof QNode) return withoutLists(child)
  if (!isCondition(child)) throw onlyPlain()
  const [key, value] = child
  if (!key.endsWith('__in')) return child
  if (!Array.isArray(value) || value.length === 0) throw new UsageError(`'${key}' of a constraint takes a list`)
  const members: Condition[] = value.map(member => [key.slice(0, -'__in'.length), member])
  return new QNode(members, 'OR')
}
