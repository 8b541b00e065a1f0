import { cleanAuditLog, cleanTokens } from '../accounts/cleaning.ts'
import { clearLinks } from '../accounts/one-time-tokens.ts'
import { DatabaseSessions } from '../accounts/session-stores/database.ts'
import { DatabaseLimits } from '../limits/store.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withCurrentDatabase } from './with-database.ts'

/** Delete what has expired: sessions, tokens, links, counts and events of the audit log. The running site does so every hour, too. */
export async function clearsessions(settings: Settings, args: readonly string[]): Promise<void> {
  readArguments(args, { usage: 'clearsessions', words: [0, 0] })
  await withCurrentDatabase(settings, async () => {
    const now = Date.now()
    const sessions = (await new DatabaseSessions().clean(now)) + (await cleanTokens(now))
    const links = await clearLinks(now)
    await new DatabaseLimits(Date.now).clean()
    const events = await cleanAuditLog(settings, now)
    console.log(
      `Deleted ${sessions} sessions and tokens, ${links} links and ${events} events of the audit log that had expired.`,
    )
  })
}
