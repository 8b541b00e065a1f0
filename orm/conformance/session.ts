import type { Database } from '../src/index.ts'
import { call, type DynamicInstance, type DynamicModel } from './dynamic.ts'
import { isObject, type Json, Unsupported, type VectorFile } from './format.ts'
import type { Names } from './names.ts'
import { decodeValue } from './values.ts'

/** What a file declares, once per file and database. */
export interface World {
  readonly file: VectorFile
  readonly names: Names
  readonly models: ReadonlyMap<string, DynamicModel>
  readonly db: Database
}

/** One vector's run: its objects by name, the objects that `$instance` asks for, and its log. */
export class Session {
  readonly world: World
  readonly variables = new Map<string, DynamicInstance>()
  readonly log: Json[] = []
  readonly #instances = new Map<string, DynamicInstance>()

  constructor(world: World) {
    this.world = world
  }

  model(name: string | undefined): DynamicModel {
    const model = name === undefined ? undefined : this.world.models.get(name)
    if (model === undefined) throw new Unsupported(`model ${name}`)
    return model
  }

  variable(name: Json | undefined): DynamicInstance {
    const found = this.variables.get(String(name))
    if (found === undefined) throw new Error(`The script has no object named ${String(name)}.`)
    return found
  }

  instance(reference: Json): DynamicInstance {
    const found = this.#instances.get(JSON.stringify(reference))
    if (found === undefined) throw new Error(`${JSON.stringify(reference)} was not fetched.`)
    return found
  }

  /** Fetch every object that `$instance` names inside, so that decoding needs no waiting and costs no counted query. */
  async fetchInstances(json: Json | undefined): Promise<void> {
    if (Array.isArray(json)) for (const item of json) await this.fetchInstances(item)
    if (!isObject(json)) return
    const reference = json.$instance
    if (Array.isArray(reference)) return this.#fetch(reference)
    for (const [key, value] of Object.entries(json)) if (key !== 'body') await this.fetchInstances(value)
  }

  async #fetch(reference: readonly Json[]): Promise<void> {
    const [name, pk] = reference
    const found = await call(this.model(String(name)).objects, 'get', { pk: decodeValue(pk ?? null) })
    this.#instances.set(JSON.stringify(reference), found as DynamicInstance)
  }
}
