import { AuditEvent } from './audit/models.ts'

/** The tables behind sessions, tokens, second factors and roles, beside those of `models.ts`; referred-to ones first. */
export const securityModels = [AuditEvent] as const
