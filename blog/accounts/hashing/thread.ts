import { doJobs } from '../../threads/work.ts'
import { fitsHash, makeHash } from './algorithms.ts'
import type { Job } from './job.ts'

doJobs((job: Job) => (job.kind === 'hash' ? makeHash(job.text, job.recipe) : fitsHash(job.text, job.hash)))
