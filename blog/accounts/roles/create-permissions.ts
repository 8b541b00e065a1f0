import { Permission } from './models.ts'

/** What may be done to the rows of every model. */
const actions = ['add', 'change', 'delete', 'view'] as const

/** A permission beside those four; Django's `Meta.permissions`. */
export interface CustomPermission {
  /** App and model, such as `posts.post`. */
  readonly model: string
  readonly codename: string
  readonly name: string
}

/** An app as far as its permissions go. */
interface PermissionedApp {
  readonly label: string
  readonly models: readonly { readonly meta: { readonly name: string } }[]
  readonly permissions?: readonly CustomPermission[]
}

/**
 * Make the permissions that are missing: four for each model, and those that apps declare. Run after migrating, as
 * Django's `post_migrate` does. Those of models that are gone stay.
 */
export async function createPermissions(apps: readonly PermissionedApp[]): Promise<void> {
  const known = new Set((await Permission.objects.all()).map(keyOf))
  const missing = apps.flatMap(permissionsOf).filter(wanted => !known.has(keyOf(wanted)))
  if (missing.length === 0) return
  // Several processes may start at once.
  await Permission.objects.bulkCreate(
    missing.map(values => new Permission(values)),
    { ignoreConflicts: true },
  )
}

function permissionsOf({ label, models, permissions = [] }: PermissionedApp): CustomPermission[] {
  const usual = models.flatMap(({ meta: { name } }) =>
    actions.map(action => ({
      model: `${label}.${name.toLowerCase()}`,
      codename: `${action}_${name.toLowerCase()}`,
      name: `Can ${action} ${wordsOf(name)}`,
    })),
  )
  return [...usual, ...permissions]
}

function keyOf({ model, codename }: CustomPermission): string {
  return `${model} ${codename}`
}

/** `OneTimeToken` → `one time token`. */
function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
