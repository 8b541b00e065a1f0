import { addField, createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0007_api_tokens']],
  operations: [
    createModel('TotpSecret', {
      table: 'totp_secret',
      fields: {
        user: field.oneToOne({ primaryKey: true, to: 'User', onDelete: 'CASCADE', relatedName: 'totpSecret' }),
        sealed: field.text(),
        createdAt: field.datetime(),
        confirmedAt: field.datetime({ null: true }),
        lastStep: field.positiveInteger({ default: 0 }),
      },
    }),
    createModel('RecoveryCode', {
      table: 'recovery_code',
      fields: {
        id: field.auto({ primaryKey: true }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'recoveryCodes' }),
        digest: field.char({ unique: true, maxLength: 64 }),
        createdAt: field.datetime(),
        usedAt: field.datetime({ null: true }),
      },
    }),
    createModel('Passkey', {
      table: 'passkey',
      fields: {
        id: field.auto({ primaryKey: true }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'passkeys' }),
        name: field.char({ maxLength: 48 }),
        digest: field.char({ unique: true, maxLength: 64 }),
        credentialId: field.text(),
        publicKey: field.text(),
        counter: field.bigInteger({ default: 0 }),
        transports: field.char({ maxLength: 100 }),
        userHandle: field.char({ maxLength: 86 }),
        backedUp: field.boolean(),
        createdAt: field.datetime(),
        usedAt: field.datetime({ null: true }),
      },
    }),
    addField('OneTimeToken', 'tries', field.positiveInteger({ default: 0 })),
  ],
})
