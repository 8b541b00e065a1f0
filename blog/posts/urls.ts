/** Longest slug in an address, in characters. */
const SLUG_LENGTH = 60

/** Turn a title into the part of an address that is only there for people: letters and digits of any script. */
export function slugify(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const slug = [...words.join('-')].slice(0, SLUG_LENGTH).join('')
  return slug.replace(/-+$/, '')
}

/** The address of a post. The id decides; the slug decorates. */
export function postPath(post: { readonly id: number; readonly title: string }): string {
  const slug = slugify(post.title)
  return slug ? `/posts/${post.id}/${encodeURIComponent(slug)}` : `/posts/${post.id}`
}

/** The address of the page on which the author of a post changes it. */
export function editPath(id: number): string {
  return `/write/${id}`
}

/** The address of the page that asks whether a post should go. */
export function removePath(id: number): string {
  return `/me/posts/${id}/delete`
}
