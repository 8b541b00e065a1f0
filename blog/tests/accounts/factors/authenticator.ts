import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What can be wrong with an answer of an authenticator, or of the browser before it. */
export interface Lie {
  readonly origin?: string
  readonly challenge?: string
  readonly type?: string
  readonly rpId?: string
  readonly crossOrigin?: boolean
  /** Whether it checked who holds it. */
  readonly verified?: boolean
  /** Whether somebody was there at all. */
  readonly present?: boolean
  readonly counter?: number
  readonly userHandle?: string
  /** Another key signs. */
  readonly signer?: KeyObject
}

interface Options {
  readonly challenge: string
  readonly rp?: { readonly id: string }
  readonly rpId?: string
  readonly user?: { readonly id: string }
}

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest()

/** Write the few kinds of CBOR (RFC 8949) that attestations are made of. */
function cbor(value: unknown): Buffer {
  const head = (major: number, count: number) => {
    const length = count < 24 ? [count] : count < 256 ? [24, count] : [25, count >> 8, count & 255]
    return Buffer.from([(major << 5) | (length[0] ?? 0), ...length.slice(1)])
  }
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Map) {
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, entry]) => [cbor(key), cbor(entry)])])
  }
  throw new TypeError('not needed here')
}

/** A passkey made of software, which says whatever a test wants it to. */
export class Authenticator {
  readonly #origin: string
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly id: string
  counter = 0
  userHandle = ''

  constructor(origin: string, id: string = encode(randomBytes(32))) {
    this.#origin = origin
    this.id = id
  }

  /** Answer `navigator.credentials.create`. */
  create(options: Options, lie: Lie = {}) {
    this.userHandle = options.user?.id ?? ''
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' })
    const [qx, qy] = [x, y].map(part => Buffer.from(part, 'base64url'))
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, qx],
      [-3, qy],
    ]) // RFC 9053: EC2, ES256, P-256
    const id = Buffer.from(this.id, 'base64url')
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([id.length >> 8, id.length & 255]), id, cbor(key)])
    const authData = Buffer.concat([this.#authData(options.rp?.id ?? '', 0x40, lie), attested])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return this.#credential({
      clientDataJSON: encode(this.#clientData('webauthn.create', options, lie)),
      attestationObject: encode(cbor(attestation)),
      transports: ['internal'],
    })
  }

  /** Answer `navigator.credentials.get`. */
  get(options: Options, lie: Lie = {}) {
    this.counter += 1
    const authenticatorData = this.#authData(options.rpId ?? '', 0, lie)
    const clientData = this.#clientData('webauthn.get', options, lie)
    const signed = Buffer.concat([authenticatorData, sha256(clientData)])
    return this.#credential({
      clientDataJSON: encode(clientData),
      authenticatorData: encode(authenticatorData),
      signature: encode(sign('sha256', signed, lie.signer ?? this.#key.privateKey)),
      userHandle: lie.userHandle ?? this.userHandle,
    })
  }

  #credential<R extends object>(response: R) {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response }
  }

  #authData(rpId: string, more: number, { rpId: other = rpId, verified = true, present = true, counter }: Lie): Buffer {
    const flags = more | (present ? 0x01 : 0) | (verified ? 0x04 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter ?? this.counter)
    return Buffer.concat([sha256(other), Buffer.from([flags]), count])
  }

  #clientData(type: string, { challenge }: Options, lie: Lie): Buffer {
    const data = { type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? this.#origin }
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: lie.crossOrigin ?? false }))
  }
}
