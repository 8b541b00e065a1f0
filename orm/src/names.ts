/** Map a camelCase property to its snake_case column: `postDate` → `post_date`. The one place where the two worlds meet. */
export function columnName(property: string): string {
  return property.replace(/(?<=[a-z0-9])([A-Z])|(?<=[A-Z])([A-Z])(?=[a-z])/g, '_$&').toLowerCase()
}

/** Lower the first letter, as Django lowers a model's name for its reverse accessors: `BlogPost` → `blogPost`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
