import { ApiToken } from './api-tokens/models.ts'
import { AuditEvent } from './audit/models.ts'
import { Passkey, RecoveryCode, TotpSecret } from './factors/models.ts'
import { Identity } from './providers/models.ts'
import { RefreshToken } from './refresh/models.ts'

/** The tables behind sessions, tokens, second factors and roles, beside those of `models.ts`; referred-to ones first. */
export const securityModels = [AuditEvent, RefreshToken, ApiToken, TotpSecret, RecoveryCode, Passkey, Identity] as const
