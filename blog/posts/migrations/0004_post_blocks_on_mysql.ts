import { DatabaseError, setRollback } from '@inkstone/orm'
import { type MigrationContext, migration, runCode } from '@inkstone/orm/migrations'

/** Ids per block, for ever: `BLOCK_SIZE` in positions.ts is the same number. */
const size = 2048

/**
 * What a user may lack for making triggers: the privilege TRIGGER (1142), or SUPER beside a binary log (1227, 1419) while
 * `log_bin_trust_function_creators` is off.
 */
const refusals = new Set([1142, 1227, 1419])

const triggers = [
  `CREATE TRIGGER post_added AFTER INSERT ON post FOR EACH ROW
    INSERT INTO post_block (block, total) VALUES (NEW.id DIV ${size}, 1) ON DUPLICATE KEY UPDATE total = total + 1`,
  `CREATE TRIGGER post_removed AFTER DELETE ON post FOR EACH ROW
    UPDATE post_block SET total = total - 1 WHERE block = OLD.id DIV ${size}`,
]

const fill = `INSERT INTO post_block (block, total)
  SELECT * FROM (SELECT id DIV ${size} AS block, count(*) AS total FROM post GROUP BY id DIV ${size}) counted
  ON DUPLICATE KEY UPDATE total = counted.total`

/** Let the database keep the blocks, where it lets this user; elsewhere they stay empty, and posts are counted as before. */
async function make(context: MigrationContext): Promise<void> {
  if (context.database.backend.name !== 'mysql') return
  if (!(await makeTriggers(context))) return
  // Nobody writes meanwhile, so that the blocks say what the triggers go on from.
  await context.run('LOCK TABLES post WRITE, post_block WRITE')
  try {
    await context.run(fill)
  } finally {
    await context.run('UNLOCK TABLES')
  }
}

async function makeTriggers({ database, run }: MigrationContext): Promise<boolean> {
  try {
    for (const statement of triggers) await run(statement)
    return true
  } catch (error) {
    if (!isRefusal(error)) throw error
    // A statement that is refused has done nothing, so that the migration can go on.
    setRollback(false, database)
    return false
  }
}

function isRefusal(error: unknown): boolean {
  const { errno } = (error instanceof DatabaseError ? error.cause : {}) as { readonly errno?: number } // as the driver says
  return errno !== undefined && refusals.has(errno)
}

async function drop({ database, run }: MigrationContext): Promise<void> {
  if (database.backend.name !== 'mysql') return
  for (const name of ['post_added', 'post_removed']) await run(`DROP TRIGGER IF EXISTS ${name}`)
  await run('DELETE FROM post_block')
}

export default migration({
  dependencies: [['posts', '0003_post_blocks']],
  operations: [runCode(make, drop)],
})
