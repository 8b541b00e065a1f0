import type { Database } from './database.ts'
import type { Meta } from './meta.ts'
import type { Model, ModelClass } from './model.ts'

/** Called with what happened; when it returns a promise, the operation waits for it. */
export type Receiver<Event> = (event: Event) => void | Promise<void>

/** An announcement that others can listen to, for one model or for all. */
export class Signal<Event extends { readonly sender: ModelClass }> {
  readonly #receivers = new Set<{ readonly sender: Meta | undefined; readonly receive: Receiver<Event> }>()

  /** Listen; with a sender, to the events of that model only. Returns the function that ends it. */
  connect(receive: Receiver<Event>, sender?: { readonly meta: Meta }): () => void {
    const entry = { sender: sender?.meta, receive }
    this.#receivers.add(entry)
    return () => {
      this.#receivers.delete(entry)
    }
  }

  /** Whether anybody listens to events of this model. */
  hasListeners(meta: Meta): boolean {
    if (this.#receivers.size === 0) return false
    return [...this.#receivers].some(entry => entry.sender === undefined || entry.sender === meta)
  }

  /** Call the receivers in the order in which they connected; the first error ends it. */
  async send(event: Event): Promise<void> {
    for (const { sender, receive } of this.#receivers) {
      if (sender === undefined || sender === event.sender.meta) await receive(event)
    }
  }
}

/** An instance is about to be saved, or was. */
export interface SaveEvent {
  readonly sender: ModelClass
  readonly instance: Model
  readonly using: Database
  readonly updateFields: ReadonlySet<string> | undefined
}

/** An instance was saved; `created` says whether its row is new. */
export interface SavedEvent extends SaveEvent {
  readonly created: boolean
}

/** An instance is about to be deleted, or was. */
export interface DeleteEvent {
  readonly sender: ModelClass
  readonly instance: Model
  readonly using: Database
}

/** The pairs of a many-to-many relation change. */
export interface ManyToManyEvent {
  /** The model of the join table. */
  readonly sender: ModelClass
  readonly action: 'preAdd' | 'postAdd' | 'preRemove' | 'postRemove' | 'preClear' | 'postClear'
  /** The object whose manager was used. */
  readonly instance: Model
  /** Whether the manager is the one of the reverse side. */
  readonly reverse: boolean
  /** The model of the objects that are added or removed. */
  readonly model: ModelClass
  /** Keys of the objects that are added or removed; undefined when all are. */
  readonly keys: ReadonlySet<unknown> | undefined
  readonly using: Database
}

/** Before `save` and `create` write; not sent by `update` and `bulkCreate`. */
export const preSave = new Signal<SaveEvent>()
/** After `save` and `create` wrote, still inside the transaction if there is one. */
export const postSave = new Signal<SavedEvent>()
/** Before a row is deleted, for every row that goes along with it, too. */
export const preDelete = new Signal<DeleteEvent>()
/** After a row was deleted, for every row that went along with it, too. */
export const postDelete = new Signal<DeleteEvent>()
/** Before and after pairs of a many-to-many relation are added, removed or cleared. */
export const m2mChanged = new Signal<ManyToManyEvent>()
