import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Settings, SettingsError } from '../../settings.ts'
import { publicKeys, sharedKeys, type TokenKeys } from './keys.ts'

const kinds = { EdDSA: 'ed25519', RS256: 'rsa' } as const
type KeyedAlgorithm = keyof typeof kinds

/** Shortest RSA key that may sign, in bits (RFC 7518 §3.3). */
const shortestRsa = 2048

/**
 * Give the keys that the settings name. The private key is read from its file, which is made once when it is absent.
 *
 * Throws {@link SettingsError} for a file that cannot be read or holds another kind of key.
 */
export function loadTokenKeys(settings: Settings): TokenKeys {
  const { tokenAlgorithm: algorithm, tokenKeyFile, tokenKeyFallbacks, secretKey, secretKeyFallbacks } = settings
  if (algorithm === 'HS256') return sharedKeys([secretKey, ...secretKeyFallbacks])
  const signing = readKey('TOKEN_KEY_FILE', keepKey(tokenKeyFile, algorithm), createPrivateKey)
  const earlier = tokenKeyFallbacks.map(file =>
    readKey('TOKEN_KEY_FALLBACKS', read('TOKEN_KEY_FALLBACKS', file), createPublicKey),
  )
  requireKind('TOKEN_KEY_FILE', signing, algorithm)
  for (const key of earlier) requireKind('TOKEN_KEY_FALLBACKS', key, algorithm)
  return publicKeys(algorithm, signing, earlier)
}

/** Read the file of the private key; made exclusively, so that two processes that start at once agree. */
function keepKey(file: string, algorithm: KeyedAlgorithm): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const pem = makeKey(algorithm)
    writeFileSync(file, pem, { flag: 'wx', mode: 0o600, flush: true })
    return pem
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // fs throws nothing else
    if (code !== 'EEXIST') throw new SettingsError('TOKEN_KEY_FILE', `cannot be made: ${message}`, { cause: error })
    return read('TOKEN_KEY_FILE', file)
  }
}

function makeKey(algorithm: KeyedAlgorithm): string {
  const { privateKey } =
    algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 3072 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new SettingsError(variable, `cannot be read: ${(cause as Error).message}`, { cause }) // fs throws errors
  }
}

function readKey(variable: string, pem: string, parse: (pem: string) => KeyObject): KeyObject {
  try {
    return parse(pem)
  } catch (cause) {
    throw new SettingsError(variable, 'must hold a key in PEM form', { cause })
  }
}

function requireKind(variable: string, key: KeyObject, algorithm: KeyedAlgorithm): void {
  if (key.asymmetricKeyType !== kinds[algorithm])
    throw new SettingsError(variable, `must hold a key of the kind ${kinds[algorithm]} for ${algorithm}`)
  if (algorithm === 'RS256' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < shortestRsa)
    throw new SettingsError(variable, `must hold an RSA key of ${shortestRsa} bits or more`)
}
