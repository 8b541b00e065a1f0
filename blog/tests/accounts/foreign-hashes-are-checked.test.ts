import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import bcrypt from 'bcrypt'
import type { Recipe } from '../../accounts/hashing/job.ts'
import { HashPool } from '../../accounts/hashing/pool.ts'
import { Passwords } from '../../accounts/passwords.ts'

const pool = new HashPool({ threads: 1 })
after(() => pool.close())

const keys = ['the secret key of this test, 32 bytes or more'] as const
const bcryptRecipe: Recipe = { algorithm: 'bcrypt', cost: 4 }
const passwords = new Passwords(pool, bcryptRecipe, keys)

/** Hashes as Django's own tests know them (tests/auth_tests/test_hashers.py), and bcrypt's made on the spot. */
const foreign: readonly (readonly [format: string, password: string, stored: string])[] = [
  ['pbkdf2_sha256', 'lètmein', 'pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c='],
  ['argon2i', 'secret', 'argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q'],
  ['argon2id', 'secret', 'argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw'],
  [
    'scrypt',
    'lètmein',
    'scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==',
  ],
  ['bcrypt', 'lètmein', `bcrypt$${bcrypt.hashSync('lètmein', 4)}`],
  [
    'bcrypt_sha256',
    'lètmein'.repeat(20),
    `bcrypt_sha256$${bcrypt.hashSync(createHash('sha256').update('lètmein'.repeat(20)).digest('hex'), 4)}`,
  ],
  ['PHP’s bcrypt', 'lètmein', bcrypt.hashSync('lètmein', 4).replace('$2b$', '$2y$')],
]

describe('a hash from elsewhere', () => {
  for (const [format, password, stored] of foreign) {
    test(`in the format of ${format} belongs to its password and to no other`, async () => {
      assert.equal(await passwords.verify(password, stored), true)
      assert.equal(await passwords.verify(`${password}z`, stored), false)
      assert.equal(await passwords.verify('', stored), false)
    })
  }

  for (const stored of [
    '',
    '!unusable',
    'sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8',
    'pbkdf2_sha256$99999999$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
    'pbkdf2_sha256$0$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
    'argon2$argon2id$v=19$m=9999999,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw',
    'argon2$argon2id$v=19$m=8,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw',
    'scrypt$1000$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXF',
    'scrypt$8388608$seasalt$999$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXF',
    'hmac_sha384$00000000$$2b$04$2JQvYNbZjOwW9zrVVTREauIi1M3aSZqTvgR9BUL.nOlGzR4VqHyaC',
    'bcrypt_sha256$lètmein',
  ]) {
    test(`that is none, or asks for too much work, fits nothing: ${stored.slice(0, 40)}`, async () => {
      assert.equal(await passwords.verify('lètmein', stored), false)
    })
  }
})

describe('a new hash', () => {
  const recipes: readonly (readonly [Recipe, RegExp])[] = [
    [bcryptRecipe, /^\$2b\$04\$/],
    [{ algorithm: 'argon2', memory: 64, passes: 2, parallelism: 1 }, /^argon2\$argon2id\$v=19\$m=64,t=2,p=1\$/],
    [{ algorithm: 'scrypt', cost: 16_384, blockSize: 8, parallelism: 2 }, /^scrypt\$16384\$[0-9a-f]{22}\$8\$2\$/],
  ]
  for (const [recipe, form] of recipes) {
    test(`by ${recipe.algorithm} fits the column and its password, however long`, async () => {
      const own = new Passwords(pool, recipe, keys)
      for (const password of ['lètmein', 'x'.repeat(100)]) {
        const stored = await own.hash(password)
        if (password.length < 72) assert.match(stored, form)
        assert.ok(stored.length <= 128)
        assert.equal(await own.verify(password, stored), true)
        assert.equal(await own.verify(`${password.slice(0, -1)}y`, stored), false)
        assert.equal(own.isOutdated(stored), false)
      }
    })
  }

  test('replaces what is of another kind, cheaper, or made with an earlier key', async () => {
    for (const [, , stored] of foreign) {
      assert.equal(passwords.isOutdated(stored), !stored.startsWith('$2'), stored)
    }
    assert.equal(
      new Passwords(pool, { algorithm: 'bcrypt', cost: 5 }, keys).isOutdated(await passwords.hash('x')),
      true,
    )
    const rotated = new Passwords(pool, bcryptRecipe, ['a newer secret key, 32 bytes or more too', keys[0]])
    const long = await passwords.hash('x'.repeat(100))
    assert.equal(await rotated.verify('x'.repeat(100), long), true)
    assert.equal(rotated.isOutdated(long), true)
  })
})
