import Type, { type Static } from 'typebox'
import { passkeyNameMaxLength } from './models.ts'

const strict = { additionalProperties: false } as const
/** Long enough for any credential that authenticators make, short enough for a body. */
const encoded = (description: string) => Type.String({ maxLength: 8192, pattern: '^[\\w-]*$', description })

const credential = {
  id: encoded('Credential id, base64url'),
  rawId: encoded('The same'),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.Union([Type.String({ maxLength: 32 }), Type.Null()])),
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
}

/** What `navigator.credentials.get` gave, by its `toJSON` (W3C WebAuthn §5.1, AuthenticationResponseJSON). */
export const PasskeyAnswer = Type.Object(
  {
    ...credential,
    response: Type.Object(
      {
        clientDataJSON: encoded('base64url'),
        authenticatorData: encoded('base64url'),
        signature: encoded('base64url'),
        userHandle: Type.Optional(Type.Union([encoded('base64url'), Type.Null()])),
      },
      { additionalProperties: true },
    ),
  },
  { additionalProperties: true, description: 'What the browser’s navigator.credentials.get gave, as JSON' },
)
export type PasskeyAnswer = Static<typeof PasskeyAnswer>

/** What `navigator.credentials.create` gave, by its `toJSON` (RegistrationResponseJSON). */
export const NewCredential = Type.Object(
  {
    ...credential,
    response: Type.Object(
      {
        clientDataJSON: encoded('base64url'),
        attestationObject: encoded('base64url'),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 })),
      },
      { additionalProperties: true },
    ),
  },
  { additionalProperties: true, description: 'What the browser’s navigator.credentials.create gave, as JSON' },
)
export type NewCredential = Static<typeof NewCredential>

/** One of them is given; a form sends the others empty. */
const factorAnswer = {
  code: Type.Optional(Type.String({ maxLength: 16, description: 'Six digits of the authenticator app' })),
  recovery_code: Type.Optional(Type.String({ maxLength: 64, description: 'In place of the code, once' })),
  passkey: Type.Optional(PasskeyAnswer),
}
export const FactorAnswer = Type.Object(factorAnswer, strict)
export type FactorAnswer = Static<typeof FactorAnswer>

const ticket = Type.Optional(
  Type.String({ maxLength: 128, description: 'From the answer to the password; pages have it as a cookie' }),
)
export const SecondFactor = Type.Object(
  { ticket, ...factorAnswer },
  { ...strict, examples: [{ ticket: 'TICKET', code: '123456' }] },
)
export type SecondFactor = Static<typeof SecondFactor>

export const TicketInput = Type.Object({ ticket }, strict)
export type TicketInput = Static<typeof TicketInput>

export const PasskeyLogIn = Type.Object({ passkey: PasskeyAnswer }, strict)
export type PasskeyLogIn = Static<typeof PasskeyLogIn>

export const FirstCode = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 16, description: 'Six digits that the app shows' }) },
  strict,
)
export type FirstCode = Static<typeof FirstCode>

export const NewPasskey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: passkeyNameMaxLength, description: 'What you call it' }),
    passkey: NewCredential,
  },
  strict,
)
export type NewPasskey = Static<typeof NewPasskey>

export const PasskeyName = Type.Object(
  { name: NewPasskey.properties.name },
  { ...strict, examples: [{ name: 'phone' }] },
)
export type PasskeyName = Static<typeof PasskeyName>

export const PasskeyParams = Type.Object({ id: Type.String() })
export type PasskeyParams = Static<typeof PasskeyParams>

const Moment = Type.Integer({ description: 'Seconds since 1970' })
const token = Type.String({ description: 'In the place of the one that was sent, which has ended as all others have' })
const codes = Type.Array(Type.String(), { description: 'Shown this once' })
const ListedPasskey = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  backed_up: Type.Boolean({ description: 'Kept on more than one device' }),
  created_at: Moment,
  used_at: Type.Union([Moment, Type.Null()]),
})

export const PasskeyRenamed = Type.Object({ passkey: ListedPasskey }, { description: 'Renamed; sessions stay' })
export const FactorList = Type.Object(
  {
    totp: Type.Boolean({ description: 'Whether codes of an authenticator app are asked for' }),
    passkeys: Type.Array(ListedPasskey),
    recovery_codes: Type.Integer({ description: 'How many still work' }),
  },
  { description: 'Your second factors' },
)
export const Enrolment = Type.Object(
  {
    secret: Type.String({ description: 'In base32' }),
    uri: Type.String({ description: 'otpauth:// for a QR code' }),
  },
  { description: 'For the app; it counts once a code was given' },
)
export const FactorAdded = Type.Object(
  { token, recovery_codes: Type.Optional(codes) },
  { description: 'Added; recovery codes come with the first factor' },
)
export const FactorRemoved = Type.Object({ token }, { description: 'Removed' })
export const CodesMade = Type.Object({ token, recovery_codes: codes }, { description: 'Made; the old ones are void' })

/** Options for the browser, as the WebAuthn standard spells them. */
export const BrowserOptions = Type.Object(
  { challenge: Type.String() },
  { additionalProperties: true, description: 'For navigator.credentials, after parseRequestOptionsFromJSON' },
)

/** The answer to a right password where a second factor is enrolled. */
export const SecondFactorAsked = Type.Object(
  {
    error: Type.String(),
    code: Type.String({ description: 'second_factor_required' }),
    ticket: Type.Optional(Type.String({ description: 'For POST /users/login/second-factor; ten minutes, once' })),
    factors: Type.Optional(Type.Array(Type.String(), { description: 'totp, passkey, recovery: any one is enough' })),
    expires_in: Type.Optional(Type.Integer({ description: 'Seconds until the ticket expires' })),
    page: Type.Optional(Type.String({ description: 'Where a browser goes on' })),
  },
  { description: 'A second factor is asked for' },
)
