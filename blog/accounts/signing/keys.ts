import { createHash, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { TokenAlgorithm } from '../../settings.ts'

/** A key that tokens are checked with. */
export interface CheckingKey {
  /** Thumbprint of a public key (RFC 7638); undefined for a shared secret, of which nothing is told. */
  readonly id: string | undefined
  readonly key: KeyObject
}

/** The keys of one algorithm. There is never a second one, so that no token can choose. */
export interface TokenKeys {
  readonly algorithm: TokenAlgorithm
  readonly signing: KeyObject
  /** The present key and earlier ones. */
  readonly checking: readonly CheckingKey[]
}

/** A public key as it is published (RFC 7517 §4). */
export interface PublishedKey extends JsonWebKey {
  readonly kid: string
  readonly alg: string
  readonly use: 'sig'
}

/** Make the keys of shared secrets: the first signs, all are accepted. */
export function sharedKeys([first, ...earlier]: readonly [string, ...string[]]): TokenKeys {
  const [signing, ...others] = [first, ...earlier].map(secret => createSecretKey(secret, 'utf8'))
  if (!signing) throw new TypeError('a secret key is needed')
  return { algorithm: 'HS256', signing, checking: [signing, ...others].map(key => ({ id: undefined, key })) }
}

/** Make the keys of a private key that signs, and of the public ones of earlier keys that are still accepted. */
export function publicKeys(
  algorithm: Exclude<TokenAlgorithm, 'HS256'>,
  signing: KeyObject,
  earlier: readonly KeyObject[] = [],
): TokenKeys {
  const checking = [createPublicKey(signing), ...earlier].map(key => ({ id: thumbprint(key), key }))
  return { algorithm, signing, checking }
}

/** Give what others may know of the keys: nothing of a shared secret. */
export function published({ algorithm, checking }: TokenKeys): PublishedKey[] {
  return checking.flatMap(({ id, key }) =>
    id === undefined ? [] : [{ ...key.export({ format: 'jwk' }), kid: id, alg: algorithm, use: 'sig' as const }],
  )
}

/** Name a public key by what it is: SHA-256 over its required members in lexicographic order (RFC 7638 §3). */
export function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x } = key.export({ format: 'jwk' })
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}
