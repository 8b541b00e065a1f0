/** Prisma 7: the generated client over a driver adapter. */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient as PostgresClient } from '../generated/postgresql/client/client.ts'
import { PrismaClient as SqliteClient } from '../generated/sqlite/client/client.ts'
import { PRAGMAS } from '../scratch/sqlite.ts'
import { POOL_SIZE, type Session } from '../session.ts'

export async function openSqlite(url: string): Promise<Session> {
  const prisma = new SqliteClient({ adapter: new PrismaBetterSqlite3({ url }) })
  for (const pragma of PRAGMAS) await prisma.$queryRawUnsafe(`PRAGMA ${pragma}`)
  return session(prisma)
}

export function openPostgres(url: string): Session {
  const adapter = new PrismaPg({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 })
  // The two generated clients have the same models; only their filters differ.
  return session(new PostgresClient({ adapter }) as unknown as SqliteClient)
}

function session(prisma: SqliteClient): Session {
  return {
    userByKey: id => prisma.user.findUniqueOrThrow({ where: { id } }),
    userByEmail: email => prisma.user.findFirstOrThrow({ where: { email }, orderBy: { id: 'asc' } }),
    pageOfPosts: (skip, take) =>
      prisma.post.findMany({ orderBy: { id: 'desc' }, skip, take, include: { author: true } }),
    countPosts: (prefix, authorId, except) =>
      prisma.post.count({
        where: { OR: [{ title: { startsWith: prefix } }, { authorId }], NOT: { title: { startsWith: except } } },
      }),
    insertPost: async data => (await prisma.post.create({ data })).id,
    insertPosts: posts => prisma.post.createMany({ data: [...posts] }),
    renamePost: (id, title) => prisma.post.update({ where: { id }, data: { title } }),
    firstPosts: take => prisma.post.findMany({ orderBy: { id: 'asc' }, take }),
    deleteContentsAfter: async postId => (await prisma.content.deleteMany({ where: { postId: { gt: postId } } })).count,
    deletePostsAfter: async id => (await prisma.post.deleteMany({ where: { id: { gt: id } } })).count,
    close: () => prisma.$disconnect(),
  }
}
