import {
  auto,
  bigInteger,
  boolean,
  char,
  datetime,
  foreignKey,
  type Manager,
  manager,
  model,
  oneToOne,
  positiveInteger,
  text,
} from '@inkstone/orm'
import { User } from '../models.ts'

/** Longest name that an owner gives to a passkey, in code points. */
export const passkeyNameMaxLength = 48

/** The secret that a user shares with an authenticator app. It counts once a code of the app was given. */
export class TotpSecret extends model(
  'TotpSecret',
  {
    user: oneToOne(() => User, { primaryKey: true, onDelete: 'CASCADE', relatedName: 'totpSecret' }),
    /** The secret, encrypted: whoever has it makes every code. */
    sealed: text(),
    createdAt: datetime(),
    /** Since when it is asked for; empty while no code of the app was given. */
    confirmedAt: datetime({ null: true }),
    /** The latest time step of which a code was accepted; an earlier or equal one never is again. */
    lastStep: positiveInteger({ default: 0 }),
  },
  { table: 'totp_secret' },
) {
  static readonly objects: Manager<TotpSecret> = manager(TotpSecret)
}

/** A code that stands in for a lost factor, once. Only the digest of it is stored. */
export class RecoveryCode extends model(
  'RecoveryCode',
  {
    id: auto(),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'recoveryCodes' }),
    /** SHA-256 of the code, in hexadecimal: codes have 120 random bits, so that no slow hash is needed. */
    digest: char({ maxLength: 64, unique: true }),
    createdAt: datetime(),
    usedAt: datetime({ null: true }),
  },
  { table: 'recovery_code' },
) {
  static readonly objects: Manager<RecoveryCode> = manager(RecoveryCode)
}

/** The public half of a passkey (WebAuthn credential); the private one never leaves its owner's device. */
export class Passkey extends model(
  'Passkey',
  {
    id: auto(),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'passkeys' }),
    /** What its owner calls it. */
    name: char({ maxLength: passkeyNameMaxLength }),
    /** SHA-256 of the credential's id, in hexadecimal: the id itself may be too long for an index. */
    digest: char({ maxLength: 64, unique: true }),
    /** The credential's id, in base64url. */
    credentialId: text(),
    /** COSE key, in base64url. */
    publicKey: text(),
    /** How often the authenticator says that it was used; 0 for ever where it does not count. */
    counter: bigInteger({ default: 0 }),
    /** How browsers reach the authenticator, such as `usb nfc`: words with spaces between. */
    transports: char({ maxLength: 100 }),
    /** By what authenticators know the user: random, the same for all passkeys of one user, in base64url. */
    userHandle: char({ maxLength: 86 }),
    /** Whether it is kept on more than one device. */
    backedUp: boolean({ default: false }),
    createdAt: datetime(),
    usedAt: datetime({ null: true }),
  },
  { table: 'passkey', ordering: ['id'] },
) {
  static readonly objects: Manager<Passkey> = manager(Passkey)
}
