import { HashPool } from '../accounts/hashing/pool.ts'
import type { OperatorTools } from '../accounts/operator.ts'
import { sentences } from '../accounts/sentences.ts'
import { passwordsOf, policyOf } from '../accounts/services.ts'
import { BadInput } from '../http/problems.ts'
import { Phrasebook } from '../http/sentences.ts'
import { makeLogger } from '../logging.ts'
import { mailOfCommand } from '../mail/plugin.ts'
import type { Settings } from '../settings.ts'
import { CommandError } from './command-error.ts'
import { withCurrentDatabase } from './with-database.ts'

/** Run `work` with a current database and what accounts are made with; a refusal becomes one line. */
export async function withOperator(settings: Settings, work: (tools: OperatorTools) => Promise<void>): Promise<void> {
  const hasher = new HashPool({ threads: 1 })
  const surroundings = { settings, clock: Date.now }
  const notices = { ...surroundings, mail: mailOfCommand(surroundings) }
  const policy = policyOf({ ...surroundings, log: makeLogger(settings) })
  try {
    await withCurrentDatabase(settings, () =>
      work({ passwords: passwordsOf(settings, hasher), policy, now: new Date(), notices }),
    )
  } catch (error) {
    throw error instanceof BadInput ? new CommandError(inOneLine(error), { cause: error }) : error
  } finally {
    await hasher.close()
  }
}

function inOneLine({ code, fields = {} }: BadInput): string {
  const book = new Phrasebook([sentences])
  const reasons = Object.entries(fields).flatMap(([name, faults]) =>
    faults.map(fault => `${name}: ${book.say(fault.code, 'en', fault.params)}`),
  )
  return reasons.length > 0 ? reasons.join('; ') : book.say(code, 'en')
}
