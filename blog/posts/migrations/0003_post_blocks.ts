import { createModel, field, type MigrationContext, migration, runCode } from '@inkstone/orm/migrations'

/** Ids per block, for ever: `BLOCK_SIZE` in positions.ts is the same number. */
const size = 2048

interface Triggers {
  readonly make: readonly string[]
  readonly drop: readonly string[]
}

/** In the database's own words, as triggers are; those of MySQL came later, with 0004. */
const triggers: Readonly<Record<string, Triggers>> = {
  sqlite: {
    make: [
      `CREATE TRIGGER post_added AFTER INSERT ON post BEGIN
        INSERT INTO post_block (block, total) VALUES (NEW.id / ${size}, 1)
        ON CONFLICT (block) DO UPDATE SET total = total + 1;
      END`,
      `CREATE TRIGGER post_removed AFTER DELETE ON post BEGIN
        UPDATE post_block SET total = total - 1 WHERE block = OLD.id / ${size};
      END`,
    ],
    drop: ['DROP TRIGGER post_added', 'DROP TRIGGER post_removed'],
  },
  postgresql: {
    make: [
      `CREATE FUNCTION post_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
          INSERT INTO post_block (block, total) VALUES (NEW.id / ${size}, 1)
          ON CONFLICT (block) DO UPDATE SET total = post_block.total + 1;
        ELSE
          UPDATE post_block SET total = total - 1 WHERE block = OLD.id / ${size};
        END IF;
        RETURN NULL;
      END $$`,
      'CREATE TRIGGER post_counted AFTER INSERT OR DELETE ON post FOR EACH ROW EXECUTE FUNCTION post_counted()',
    ],
    drop: ['DROP TRIGGER post_counted ON post', 'DROP FUNCTION post_counted()'],
  },
}

async function make({ database, run }: MigrationContext): Promise<void> {
  const own = triggers[database.backend.name]
  if (!own) return
  for (const statement of own.make) await run(statement)
  await run(`INSERT INTO post_block (block, total) SELECT id / ${size}, count(*) FROM post GROUP BY id / ${size}`)
}

async function drop({ database, run }: MigrationContext): Promise<void> {
  for (const statement of triggers[database.backend.name]?.drop ?? []) await run(statement)
}

export default migration({
  dependencies: [['posts', '0002_excerpts']],
  operations: [
    createModel('PostBlock', {
      table: 'post_block',
      fields: {
        block: field.integer({ primaryKey: true }),
        total: field.integer(),
      },
    }),
    runCode(make, drop),
  ],
})
