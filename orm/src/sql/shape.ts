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

/** A place in the trie: what the next token of a step leads to, and the shape of the steps that end here. */
class Place {
  shape: Shape | undefined = undefined
  readonly #next = new Map<string, Place>()
  /** Where the last step went from here: mostly the next one goes there, too. */
  #lastToken: string | undefined = undefined
  #last: Place = this

  to(token: string): Place {
    return token === this.#lastToken ? this.#last : this.#find(token)
  }

  forget(): void {
    this.#next.clear()
    this.#lastToken = undefined
    this.#last = this
  }

  #find(token: string): Place {
    let next = this.#next.get(token)
    if (!next) {
      next = new Place()
      this.#next.set(token, next)
    }
    this.#lastToken = token
    this.#last = next
    return next
  }
}

/**
 * Walks the trie by what a step adds to a shape: tokens without literal values, and the values. Tokens are constants or kept
 * elsewhere, so that looking them up computes no hash and joins no text.
 */
export class ShapeWriter {
  /** The shape that the step starts from. */
  readonly shape: Shape
  #args: readonly unknown[]
  #place: Place
  readonly #taken: number

  constructor(operation: string, from: Bound) {
    this.shape = from.shape
    this.#args = from.args
    this.#taken = from.args.length
    this.#place = from.shape.start.to(operation)
  }

  get args(): readonly unknown[] {
    return this.#args
  }

  /** Add a token of ours. */
  mark(token: string): void {
    this.#place = this.#place.to(token)
  }

  /** Add a token that user code chose; what stands before keeps it apart from ours. */
  text(value: string): void {
    this.#place = this.#place.to('"').to(value)
  }

  /** Add a literal: its place enters the tokens, its value the arguments. */
  value(prepared: unknown): void {
    this.mark('?')
    this.#args = withValue(this.#args, prepared)
  }

  /** Add a nested QuerySet: its shape enters the tokens, its arguments follow ours. */
  bound(nested: Bound): void {
    this.#place = this.#place.to('#').to(String(nested.shape.id))
    this.#args = [...this.#args, ...nested.args]
  }

  /**
   * Go to the shape that the step leads to, building it when nobody was there before.
   * @param build makes the new query out of a clone of ours; the cursor gives the positions of the step's values.
   */
  end(build: (query: Query, cursor: Cursor) => Query): Bound {
    const place = this.#place
    place.shape ??= this.shape.grown(build, new Cursor(this.#taken, this.shape))
    return { shape: place.shape, args: this.#args }
  }
}

/**
 * The arguments of the shape before belong to others, so they are copied. Into a list of just this size: one that grows
 * by a value reserves room for sixteen more, and most queries have one or two.
 */
function withValue(args: readonly unknown[], value: unknown): readonly unknown[] {
  const { length } = args
  const copy = new Array<unknown>(length + 1)
  for (let i = 0; i < length; i++) copy[i] = args[i]
  copy[length] = value
  return copy
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
  /** @internal Where the next step starts. */
  readonly start = new Place()
  #grown = 0
  #backend: Backend | null = null
  #compiled: Compiled | null = null

  private constructor(query: Query, parent: Shape | null) {
    this.query = query
    this.#root = parent && (parent.#root ?? parent)
    this.keys = parent && parent.query.annotations === query.annotations ? parent.keys : new Map()
  }

  /** A shape of all rows that is kept nowhere, for what is written once. */
  static unkept(meta: Meta): Shape {
    return new Shape(new Query(meta), null)
  }

  /** The shape of `model.objects.all()`. */
  static root(meta: Meta): Shape {
    let root = roots.get(meta)
    if (!root) {
      root = Shape.unkept(meta)
      roots.set(meta, root)
    }
    return root
  }

  /** @internal For {@link ShapeWriter}: the shape of a query made out of a clone of ours. */
  grown(build: (query: Query, cursor: Cursor) => Query, cursor: Cursor): Shape {
    const root = this.#root ?? this
    // Attempts count, since those that fail leave places behind, too.
    if (root.#grown >= MAX_SHAPES) {
      root.start.forget()
      root.#grown = 0
    }
    root.#grown++
    return new Shape(build(this.query.clone(), cursor), this)
  }

  /** The statement of this shape for a back end, compiled at the first call. */
  compiled(backend: Backend): Compiled {
    if (this.#backend !== backend || !this.#compiled || !holdsNow(this.#compiled)) {
      this.#compiled = this.query.compile(backend)
      this.#backend = backend
    }
    return this.#compiled
  }
}

/** A statement with a time zone in it holds for that one only. */
function holdsNow({ timeZone }: Compiled): boolean {
  return timeZone === undefined || timeZone === currentTimeZone()
}

const roots = new WeakMap<Meta, Shape>()
