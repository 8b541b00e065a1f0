import { Q } from '@inkstone/orm'
import { Letter } from './models.ts'

/** How late a letter has to be before nobody seems to send it; milliseconds. */
const late = 10 * 60_000

/** How many are listed at most. */
const most = 100

/** List letters that were not sent: those that failed and are tried again, were given up, or wait for no reason. */
export async function stuckLetters(now: number): Promise<Letter[]> {
  const failed = Q({ attempts__gt: 0, fault__isnull: false })
  const waiting = Q({ dueAt__lt: new Date(now - late) })
  const stuck = Letter.objects.filter(Q({ sentAt__isnull: true }).and(failed.or(waiting)))
  return [...(await stuck.orderBy('-id').slice(0, most))]
}
