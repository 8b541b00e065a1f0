import assert from 'node:assert/strict'
import { DELETED_ROWS, LAST_KEPT_CONTENT, refillContents } from '../scratch/scratch.ts'
import { numberFrom, type Workload } from './workload.ts'

export const deleteContents: Workload = {
  id: 'W9',
  title: 'delete 200 contents by filter',
  concurrency: [1],
  writes: true,
  prepare: refillContents,
  run: session => session.deleteContentsAfter(LAST_KEPT_CONTENT),
  async verify(session, scratch) {
    assert.equal(await session.deleteContentsAfter(LAST_KEPT_CONTENT), DELETED_ROWS)
    assert.equal(await numberFrom(scratch, 'SELECT count(*) FROM content'), LAST_KEPT_CONTENT)
  },
}
