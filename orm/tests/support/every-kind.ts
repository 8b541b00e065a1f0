import {
  auto,
  bigInteger,
  binary,
  boolean,
  char,
  date,
  datetime,
  decimal,
  email,
  float,
  foreignKey,
  integer,
  json,
  manyToMany,
  model,
  positiveInteger,
  slug,
  smallInteger,
  text,
  time,
  url,
  uuid,
} from '../../src/index.ts'

class Other extends model('Other', { id: auto() }) {}

class EveryKind extends model(
  'EveryKind',
  {
    id: auto(),
    bigInteger: bigInteger(),
    binary: binary(),
    boolean: boolean(),
    char: char({ maxLength: 9, unique: true }),
    date: date(),
    datetime: datetime(),
    decimal: decimal({ maxDigits: 8, decimalPlaces: 2 }),
    email: email(),
    float: float(),
    integer: integer(),
    json: json(),
    positiveInteger: positiveInteger(),
    slug: slug(),
    smallInteger: smallInteger(),
    text: text({ null: true }),
    time: time(),
    url: url(),
    uuid: uuid(),
    other: foreignKey(() => Other, { onDelete: 'CASCADE', relatedName: '+' }),
    others: manyToMany(() => Other, { relatedName: '+' }),
  },
  { indexes: [{ fields: ['integer', 'smallInteger'] }] },
) {}

/** A model with a field of every kind, and the one that it refers to. */
export const everyKind = [Other, EveryKind]
