import { USERS, userOf } from '../fixtures.ts'
import { assertUser, type Workload } from './workload.ts'

const STEP = 379 // prime, so that every user gets his turn
const EMAILS = Array.from({ length: USERS }, (_, index) => userOf(1 + ((index * STEP) % USERS)).email)

export const userByEmail: Workload = {
  id: 'W2',
  title: 'one user by e-mail',
  concurrency: [1],
  writes: false,
  run: (session, turn) => session.userByEmail(EMAILS[turn % USERS] as string),
  async verify(session) {
    assertUser(await session.userByEmail('user7@example.com'), userOf(7))
  },
}
