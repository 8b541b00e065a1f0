import {
  auto,
  char,
  datetime,
  foreignKey,
  integer,
  type Manager,
  manager,
  model,
  oneToOne,
  positiveInteger,
  type RelatedOne,
  text,
} from '@inkstone/orm'
import { User } from '../accounts/models.ts'

/** Longest title, in code points. */
export const TITLE_LENGTH = 256

/** A post without its text: what lists read. Ids grow with time, so the newest post has the highest. */
export class Post extends model(
  'Post',
  {
    id: auto(),
    title: char({ maxLength: TITLE_LENGTH }),
    author: foreignKey(() => User, { onDelete: 'PROTECT', relatedName: 'posts' }),
    postdate: datetime(),
    /** The beginning of the text without its marks, written whenever the text is; empty in rows of the original. */
    excerpt: char({ maxLength: 256, null: true }),
    /** Empty in rows of the original. */
    readingMinutes: positiveInteger({ null: true }),
  },
  { table: 'post', ordering: ['-id'] },
) {
  declare readonly content: RelatedOne<Content>
  static readonly objects: Manager<Post> = manager(Post)
}

/** The Markdown text of a post, in a table of its own so that lists never read it. */
export class Content extends model(
  'Content',
  {
    post: oneToOne(() => Post, { primaryKey: true, onDelete: 'CASCADE', relatedName: 'content' }),
    content: text(),
  },
  { table: 'content' },
) {
  static readonly objects: Manager<Content> = manager(Content)
}

/** How many posts there are with ids of one range: kept by triggers of the database, whoever writes; see positions.ts. */
export class PostBlock extends model(
  'PostBlock',
  {
    block: integer({ primaryKey: true }),
    total: integer(),
  },
  { table: 'post_block' },
) {
  static readonly objects: Manager<PostBlock> = manager(PostBlock)
}
