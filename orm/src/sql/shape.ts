import type { Backend } from '../backends/backend.ts'
import type { Meta } from '../meta.ts'
import { timeZone as currentTimeZone } from '../time-zone.ts'
import type { Compiled } from './compiled.ts'
import type { KeyPlan } from './keys.ts'
import { Query } from './query.ts'

/** Shapes kept per model before the trie is dropped and grown anew. */
const MAX_SHAPES = 2000

let nextId = 1

/** A shape with the literal values of one QuerySet. Every QuerySet is one. */
export interface Bound {
  readonly shape: Shape
  readonly args: readonly unknown[]
}

/** Whether a value is a QuerySet. */
export function isBound(value: unknown): value is Bound {
  return typeof value === 'object' && value !== null && (value as Partial<Bound>).shape instanceof Shape
}

/** Collects what a step adds to a shape: a token without literal values, and the values. */
export class ShapeWriter {
  token: string
  readonly args: unknown[]
  /** The shape that the step starts from. */
  readonly shape: Shape

  constructor(operation: string, from: Bound) {
    this.token = operation
    this.shape = from.shape
    this.args = from.args.slice()
  }

  /** Add to the token a text that user code chose; its length keeps it apart from its neighbours. */
  text(value: string): void {
    this.token += `"${value.length}:${value}`
  }

  /** Add a literal: its place enters the token, its value the arguments. */
  value(prepared: unknown): void {
    this.token += '?'
    this.args.push(prepared)
  }

  /** Add a nested QuerySet: its shape enters the token, its arguments follow ours. */
  bound(nested: Bound): void {
    this.token += `#${nested.shape.id};`
    for (const arg of nested.args) this.args.push(arg)
  }
}

/** Hands out the argument positions again in the order in which a {@link ShapeWriter} took the values. */
export class Cursor {
  next: number
  /** The shape that the step starts from. */
  readonly shape: Shape
  constructor(start: number, shape: Shape) {
    this.next = start
    this.shape = shape
  }

  take(count = 1): number {
    const first = this.next
    this.next += count
    return first
  }
}

/**
 * A query without its literal values: a node of a trie that starts at `model.objects.all()` and whose edges are the
 * operations. The same chain of calls finds the same node, with its tree built and its SQL compiled already.
 */
export class Shape {
  readonly id: number = nextId++
  readonly query: Query
  /** How the keys of conditions resolve here, as far as they were asked. */
  readonly keys: Map<string, KeyPlan>
  readonly #root: Shape | null
  readonly #children = new Map<string, Shape>()
  #size = 0
  #backend: Backend | null = null
  #compiled: Compiled | null = null

  private constructor(query: Query, parent: Shape | null) {
    this.query = query
    this.#root = parent && (parent.#root ?? parent)
    this.keys = parent && parent.query.annotations === query.annotations ? parent.keys : new Map()
  }

  /** The shape of `model.objects.all()`. */
  static root(meta: Meta): Shape {
    let root = roots.get(meta)
    if (!root) {
      root = new Shape(new Query(meta), null)
      roots.set(meta, root)
    }
    return root
  }

  /**
   * Go to the shape that a step leads to, building it when nobody was there before.
   * @param build makes the new query out of a clone of ours; the cursor gives the positions of the step's values.
   */
  step(writer: ShapeWriter, taken: number, build: (query: Query, cursor: Cursor) => Query): Bound {
    let child = this.#children.get(writer.token)
    if (!child) {
      child = new Shape(build(this.query.clone(), new Cursor(taken, this)), this)
      this.#intern(writer.token, child)
    }
    return { shape: child, args: writer.args }
  }

  /** The statement of this shape for a back end, compiled at the first call. */
  compiled(backend: Backend): Compiled {
    if (this.#backend !== backend || !this.#compiled || !holdsNow(this.#compiled)) {
      this.#compiled = this.query.compile(backend)
      this.#backend = backend
    }
    return this.#compiled
  }

  #intern(token: string, child: Shape): void {
    const root = this.#root ?? this
    if (root.#size >= MAX_SHAPES) {
      root.#children.clear()
      root.#size = 0
    }
    root.#size++
    this.#children.set(token, child)
  }
}

/** A statement with a time zone in it holds for that one only. */
function holdsNow({ timeZone }: Compiled): boolean {
  return timeZone === undefined || timeZone === currentTimeZone()
}

const roots = new WeakMap<Meta, Shape>()
