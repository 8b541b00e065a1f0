import { USERS, userOf } from '../fixtures.ts'
import { assertUser, type Workload } from './workload.ts'

const STEP = 379 // prime, so that every user gets his turn

export const userByKey: Workload = {
  id: 'W1',
  title: 'one user by primary key',
  concurrency: [1, 16],
  writes: false,
  run: (session, turn) => session.userByKey(1 + ((turn * STEP) % USERS)),
  async verify(session) {
    assertUser(await session.userByKey(42), userOf(42))
    assertUser(await session.userByKey(USERS), userOf(USERS))
  },
}
