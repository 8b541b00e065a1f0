/** Generate a project of many models that point at each other, and calls of `filter` on them. */
export function generatedProject(options: { models: number; calls: number; source: string }): Record<string, string> {
  const names = Array.from({ length: options.models }, (_, i) => `M${i}`)
  const models = names.map((name, i) => modelText(name, i, names)).join('\n')
  const calls = Array.from({ length: options.calls }, (_, i) => callText(i, options.models))
  return {
    'models.ts': `import { ${IMPORTS} } from '${options.source}'\n${models}`,
    'calls.ts': `import { Q } from '${options.source}'\nimport { ${names.join(', ')} } from './models.ts'\n${calls.join('\n')}`,
  }
}

const IMPORTS = [
  'auto, boolean, char, date, datetime, foreignKey, integer, manager, model',
  'type Manager, type ModelClass, type Related',
].join(', ')

function modelText(name: string, i: number, names: readonly string[]): string {
  const near = (distance: number) => names[(i + distance + names.length) % names.length]
  return `export class ${name} extends model('${name}', {
  id: auto(), name: char({ maxLength: 10 }), email: char({ maxLength: 10, unique: true }),
  nick: char({ maxLength: 10, null: true }), count: integer({ default: 0 }), joined: datetime(),
  birth: date({ null: true }), active: boolean({ default: true }),
  left: foreignKey((): ModelClass<${near(1)}> => ${near(1)}, { onDelete: 'CASCADE', relatedName: 'lefts' }),
  right: foreignKey((): ModelClass<${near(7)}> => ${near(7)}, { onDelete: 'CASCADE', null: true, relatedName: 'rights' }),
}) {
  static readonly objects: Manager<${name}> = manager(${name})
  declare readonly lefts: Related<${near(-1)}>
  declare readonly rights: Related<${near(-7)}>
}`
}

/** No two calls are alike, so that the compiler cannot answer one with another. */
function callText(i: number, models: number): string {
  const conditions = CONDITIONS[i % CONDITIONS.length]?.(i)
  return `M${Math.floor(i / CONDITIONS.length) % models}.objects.filter(${conditions})`
}

const CONDITIONS: readonly ((i: number) => string)[] = [
  i => `{ name__icontains: 'x${i}', count__gt: ${i} }`,
  i => `{ id__in: [1, ${i}], active: true }`,
  i => `{ left__name: 'a${i}', joined__year__gte: 2000 }`,
  i => `{ left__right__email__startswith: 'a${i}', birth__isnull: true }`,
  i => `{ lefts__count__range: [1, ${i}] }`,
  i => `{ rights__left__nick: null, pk: ${i} }`,
  i => `Q({ name: 'x' }).or(Q({ count: ${i} })), { right: ${i} }`,
  i => `{ joined__lt: new Date(${i}), left__lefts__count: 3 }`,
]
