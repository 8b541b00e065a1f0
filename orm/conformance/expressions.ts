import { decodeCondition, decodeExists } from './conditions.ts'
import { call, make } from './dynamic.ts'
import { type Json, type JsonObject, marker, type Query, Unsupported } from './format.ts'
import { FACTORIES } from './models.ts'
import { camelCase } from './names.ts'
import { buildQuery } from './queries.ts'
import type { Session } from './session.ts'
import { decodeValue } from './values.ts'

const VALUES = new Set(['$datetime', '$date', '$decimal', '$duration', '$uuid', '$float', '$integer'])

/** Functions whose arguments are all expressions, and their names here. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  $lower: 'Lower',
  $upper: 'Upper',
  $length: 'Length',
  $trim: 'Trim',
  $abs: 'Abs',
  $coalesce: 'Coalesce',
  $concat: 'Concat',
  $greatest: 'Greatest',
  $least: 'Least',
  $nullif: 'NullIf',
  $replace: 'Replace',
  $strindex: 'StrIndex',
  $substr: 'Substr',
  $left: 'Left',
  $right: 'Right',
  $repeat: 'Repeat',
}
const AGGREGATES: Readonly<Record<string, string>> = {
  $count: 'Count',
  $sum: 'Sum',
  $avg: 'Avg',
  $min: 'Min',
  $max: 'Max',
}
const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'dividedBy',
  '%': 'mod',
}
const ARITHMETIC: Readonly<Record<string, string>> = {
  plus: 'plus',
  minus: 'minus',
  times: 'times',
  divide: 'dividedBy',
  mod: 'mod',
}

/** Decode the right side of a lookup or an assigned value: natives are values here, not field references. */
export function decodeOperand(json: Json, session: Session): unknown {
  if (Array.isArray(json)) return json.map(item => decodeOperand(item, session))
  const kind = marker(json)
  if (kind === undefined || VALUES.has(kind)) return decodeValue(json)
  const object = json as JsonObject
  if (kind === '$instance') return session.instance(object.$instance ?? null)
  if (kind === '$var')
    return object.related === undefined ? session.variable(object.$var) : buildQuery(object as Query, session)
  if (kind === '$query') return buildQuery(object.$query as unknown as Query, session)
  return decodeExpression(json, session)
}

export function decodeExpressions(named: JsonObject, session: Session): Record<string, unknown> {
  const { names } = session.world
  return Object.fromEntries(
    Object.entries(named).map(([name, json]) => [names.toOurs(name), decodeExpression(json, session)]),
  )
}

/** Decode an expression: a bare string refers to a field, a bare number or boolean is a value. */
export function decodeExpression(json: Json, session: Session): unknown {
  if (typeof json === 'string') return make('F', session.world.names.toOurs(json))
  const kind = marker(json)
  if (kind === undefined || VALUES.has(kind)) return typedValue(json)
  const object = json as JsonObject
  const decode = kind in FUNCTIONS ? decodeFunction : kind in AGGREGATES ? decodeAggregate : FORMS[kind]
  if (decode === undefined) throw new Unsupported(`expression ${kind}`)
  return decode(object, session)
}

type Decode = (object: JsonObject, session: Session) => unknown

const FORMS: Readonly<Record<string, Decode>> = {
  $f: (object, session) => withArithmetic(make('F', session.world.names.toOurs(String(object.$f))), object, session),
  $op: (object, session) => {
    const [left, right] = (object.args as readonly Json[]).map(part => decodeExpression(part, session))
    return withOutput(call(left, OPERATORS[String(object.$op)] ?? '', right), object)
  },
  $value: object => withOutput(typedValue(object.$value ?? null), object),
  $cast: (object, session) => make('Cast', decodeExpression(object.$cast ?? null, session), outputField(object.as)),
  $extract: (object, session) =>
    withOutput(make('Extract', decodeExpression(object.$extract ?? null, session), part(object)), object),
  $trunc: (object, session) => {
    const output = object.output === undefined ? [] : [outputField(object.output)]
    return make('Trunc', decodeExpression(object.$trunc ?? null, session), part(object), ...output)
  },
  $case: (object, session) => decodeCase(object, session),
  $q: (object, session) => make('Q', decodeCondition(object.$q ?? null, session)),
  $exists: (object, session) => decodeExists(object.$exists ?? null, object.negated === true, session),
  $subquery: (object, session) =>
    withOutput(make('Subquery', buildQuery(object.$subquery as unknown as Query, session)), object),
  $outer_ref: (object, session) =>
    withArithmetic(make('OuterRef', session.world.names.toOurs(String(object.$outer_ref))), object, session),
}

function decodeFunction(object: JsonObject, session: Session): unknown {
  const kind = marker(object) as string
  const content = object[kind] ?? null
  const args = (Array.isArray(content) ? content : [content]) as readonly Json[]
  return withOutput(make(FUNCTIONS[kind] as string, ...args.map(arg => decodeExpression(arg, session))), object)
}

function decodeAggregate(object: JsonObject, session: Session): unknown {
  const kind = marker(object) as string
  const content = object[kind] ?? null
  const options: Record<string, unknown> = {}
  if (object.distinct) options.distinct = true
  if (object.filter) options.filter = make('Q', decodeCondition(object.filter, session))
  const argument = content === '*' ? '*' : decodeExpression(content, session)
  return withOutput(make(AGGREGATES[kind] as string, argument, options), object)
}

function decodeCase(object: JsonObject, session: Session): unknown {
  const branches = (object.$case as readonly JsonObject[]).map(branch =>
    make(
      'when',
      make('Q', decodeCondition(branch.when ?? null, session)),
      decodeExpression(branch.then ?? null, session),
    ),
  )
  const otherwise = object.default === undefined ? [] : [decodeExpression(object.default, session)]
  return withOutput(make('Case', branches, ...otherwise), object)
}

function withArithmetic(expression: unknown, object: JsonObject, session: Session): unknown {
  let result = expression
  for (const [name, method] of Object.entries(ARITHMETIC)) {
    const operand = object[name]
    if (operand !== undefined) result = call(result, method, decodeExpression(operand, session))
  }
  return withOutput(result, object)
}

/** Values whose kind JavaScript does not tell: texts, and floats without a fraction. */
const TYPED = new Set(['date', 'uuid', 'decimal', 'float'])

function typedValue(json: Json): unknown {
  const type = marker(json)?.slice(1)
  const value = decodeValue(json)
  return type !== undefined && TYPED.has(type) ? make('Value', value, outputField(type)) : make('Value', value)
}

function part(object: JsonObject): string {
  return camelCase(String(object.part))
}

/** A field that belongs to no model, as the type of a value. */
function outputField(type: Json | undefined): unknown {
  const options = type === 'decimal' ? { maxDigits: 38, decimalPlaces: 10 } : type === 'char' ? { maxLength: 255 } : {}
  return make(FACTORIES[String(type)] ?? `field type ${type}`, options)
}

function withOutput(expression: unknown, object: JsonObject): unknown {
  return object.output === undefined ? expression : call(expression, 'output', outputField(object.output))
}
