import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type Json, parseFile, type Vector, type VectorFile } from '../conformance/format.ts'
import { replayFile } from '../conformance/replay.ts'
import { connect } from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test as onEach } from './support/under-test.ts'

/** Models that use every option of the format which the recorded files do not. */
const FILE: VectorFile = {
  about: { name: 'format' },
  models: {
    BlogAuthor: {
      table: 'blog_author',
      fields: {
        code: { type: 'char', max_length: 8, primary_key: true },
        full_name: { type: 'char', max_length: 20, db_column: 'Name' },
        friends: { type: 'many_to_many', to: 'self' },
        follows: { type: 'many_to_many', to: 'self', symmetrical: false, related_name: 'fans' },
      },
    },
    BlogPost: {
      table: 'blog_post',
      ordering: ['-pub_date', 'id'],
      unique_together: [['main_author', 'title']],
      fields: {
        id: { type: 'bigauto', primary_key: true },
        main_author: { type: 'foreign_key', to: 'BlogAuthor', on_delete: 'CASCADE', null: true },
        ref: {
          type: 'foreign_key',
          to: 'Sku',
          to_field: 'sku_no',
          on_delete: 'RESTRICT',
          related_query_name: 'mention',
          null: true,
        },
        title: { type: 'char', max_length: 30, default: 'untitled' },
        price: { type: 'decimal', max_digits: 8, decimal_places: 2, null: true },
        ratio: { type: 'float', null: true },
        token: { type: 'uuid', null: true },
        big: { type: 'big_integer', null: true },
        pub_date: { type: 'date', null: true },
        labels: { type: 'many_to_many', to: 'Label', through: 'Labelling', related_name: 'blog_posts' },
      },
    },
    Sku: {
      table: 'sku',
      fields: { id: { type: 'auto', primary_key: true }, sku_no: { type: 'char', max_length: 10, unique: true } },
    },
    Label: { table: 'label', fields: { id: { type: 'auto', primary_key: true }, name: { type: 'text' } } },
    Labelling: {
      table: 'labelling',
      fields: {
        id: { type: 'auto', primary_key: true },
        post: { type: 'foreign_key', to: 'BlogPost', on_delete: 'CASCADE', related_name: '+' },
        label: { type: 'foreign_key', to: 'Label', on_delete: 'CASCADE' },
        weight: { type: 'positive_integer', default: 1 },
      },
    },
  },
  data: {
    BlogAuthor: [
      { code: 'a', full_name: 'Ann' },
      { code: 'b', full_name: 'Bob' },
      { code: 'c', full_name: 'Cyd' },
    ],
    BlogPost: [
      post(1, {
        main_author_id: 'a',
        ref_id: 'X1',
        title: 'one',
        price: { $decimal: '9.99' },
        pub_date: { $date: '2020-01-31' },
      }),
      post(2, {
        main_author_id: 'a',
        title: 'two',
        ratio: 0.25,
        token: { $uuid: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
      }),
      post(3, { main_author_id: 'b', title: 'three', big: 9007199254740991, pub_date: { $date: '2021-12-31' } }),
    ],
    Sku: [{ id: 1, sku_no: 'X1' }],
    Label: [
      { id: 1, name: 'red' },
      { id: 2, name: 'blue' },
    ],
    Labelling: [
      { id: 1, post_id: 1, label_id: 1, weight: 5 },
      { id: 2, post_id: 3, label_id: 1, weight: 2 },
    ],
  },
  m2m: {
    'BlogAuthor.friends': [
      ['a', 'b'],
      ['b', 'a'],
    ],
    'BlogAuthor.follows': [['c', 'a']],
  },
  vectors: [],
}

function post(id: number, values: Record<string, Json>): Record<string, Json> {
  const empty = {
    main_author_id: null,
    ref_id: null,
    title: '',
    price: null,
    ratio: null,
    token: null,
    big: null,
    pub_date: null,
  }
  return { id, ...empty, ...values }
}

type Question = Omit<Vector, 'id' | 'group' | 'expect'>

async function answers(question: Question, result: Json, extra: object = {}): Promise<void> {
  const expected = question.op === 'script' ? { results: result, ...extra } : { result, ...extra }
  const vector = { id: 'one', group: 'format', ...question, expect: { '*': expected } } as Vector // the question is checked by its type
  const db = await connect('sqlite::memory:', { timeZone: 'UTC', validate: false })
  try {
    const [outcome] = await Array.fromAsync(replayFile({ ...FILE, vectors: [vector] }, db))
    assert.deepEqual(
      { status: outcome?.status, note: outcome?.note, got: outcome?.status === 'passed' ? null : outcome?.got },
      { status: 'passed', note: undefined, got: null },
    )
  } finally {
    await db.close()
  }
}

test('names of several words, db_column and text keys', async () => {
  await answers({ model: 'BlogPost', steps: [{ filter: { main_author__full_name: 'Ann' } }] }, [1, 2])
  await answers({ model: 'BlogAuthor', steps: [{ filter: { blogpost__title: 'three' } }] }, ['b'])
  await answers({ model: 'BlogAuthor', steps: [{ values: [] }, { filter: { pk: 'a' } }] }, [
    { code: 'a', full_name: 'Ann' },
  ])
  await answers(
    { model: 'BlogAuthor', op: 'objects', args: { attrs: ['pk', 'blogpost_set[]'] }, steps: [{ order_by: ['pk'] }] },
    [
      ['a', [1, 2]],
      ['b', [3]],
      ['c', []],
    ],
  )
})

test('default ordering, decimals, floats, uuids, big integers and dates', async () => {
  await answers({ model: 'BlogPost', steps: [], ordered: true }, [2, 3, 1])
  await answers(
    {
      model: 'BlogPost',
      steps: [{ order_by: ['id'] }, { values_list: ['price', 'ratio', 'token', 'big', 'pub_date'] }],
    },
    [
      [{ $decimal: '9.99' }, null, null, null, { $date: '2020-01-31' }],
      [null, 0.25, { $uuid: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' }, null, null],
      [null, null, null, 9007199254740991, { $date: '2021-12-31' }],
    ],
  )
  await answers({ model: 'BlogPost', steps: [{ filter: { price__lt: { $decimal: '10' } } }] }, [1])
  await answers(
    { model: 'BlogPost', op: 'aggregate', args: { total: { $sum: 'price' } }, steps: [] },
    { total: { $decimal: '9.99' } },
  )
  await answers(
    { model: 'BlogPost', steps: [{ filter: { token: { $uuid: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' } } }] },
    [2],
  )
  await answers({ model: 'BlogPost', steps: [{ dates: ['pub_date', 'year', 'DESC'] }], ordered: true }, [
    { $date: '2021-01-01' },
    { $date: '2020-01-01' },
  ])
  await answers({ model: 'BlogPost', op: 'in_bulk', args: { ids: [1, 3] }, steps: [] }, [
    [1, 1],
    [3, 3],
  ])
})

test('to_field, related_query_name and RESTRICT', async () => {
  await answers({ model: 'Sku', steps: [{ filter: { mention__title: 'one' } }] }, [1])
  await answers({ model: 'BlogPost', steps: [{ filter: { ref: { $instance: ['Sku', 1] } } }] }, [1])
  await answers({ model: 'BlogPost', steps: [{ filter: { ref__sku_no: 'X1' } }, { values_list: ['ref', 'ref_id'] }] }, [
    ['X1', 'X1'],
  ])
  await answers(
    {
      op: 'script',
      script: [{ do: 'try', body: [{ do: 'query', query: { model: 'Sku', steps: [] }, op: 'delete' }] }],
    },
    [{ try: [{ error: 'RestrictedError' }], caught: 'RestrictedError' }],
    { state: {} },
  )
})

test('through models and relations to oneself', async () => {
  await answers({ model: 'BlogPost', steps: [{ filter: { labels__name: 'red' } }, { order_by: ['id'] }] }, [1, 3])
  await answers({ model: 'Label', steps: [{ filter: { labelling__weight: 2 } }] }, [1])
  await answers(
    {
      model: 'Label',
      op: 'objects',
      args: { attrs: ['pk', 'blog_posts[]'] },
      steps: [{ prefetch_related: ['blog_posts'] }, { order_by: ['pk'] }],
      count_queries: true,
    },
    [
      [1, [1, 3]],
      [2, []],
    ],
    { queries: 2 },
  )
  await answers(
    {
      model: 'BlogAuthor',
      op: 'objects',
      args: { attrs: ['pk', 'friends[]', 'follows[]', 'fans[]'] },
      steps: [{ prefetch_related: ['friends', 'follows', 'fans'] }, { order_by: ['pk'] }],
    },
    [
      ['a', ['b'], [], ['c']],
      ['b', ['a'], [], []],
      ['c', [], ['a'], []],
    ],
  )
  await answers({ model: 'BlogAuthor', steps: [{ filter: { friends__full_name: 'Ann' } }] }, ['b'])
  await answers(
    {
      op: 'script',
      script: [
        { do: 'get', model: 'BlogAuthor', where: { pk: 'c' }, as: 'c' },
        { do: 'call', on: 'c', field: 'friends', call: 'add', args: ['a'] },
        { do: 'read', on: 'c', attrs: ['friends[]'] },
        { do: 'new', model: 'BlogPost', fields: { main_author: { $var: 'c' } }, as: 'p' },
        { do: 'save', on: 'p' },
        { do: 'call', on: 'p', field: 'labels', call: 'add', args: [2] },
        { do: 'query', query: { $var: 'p', related: 'labels', steps: [] }, op: 'list' },
      ],
    },
    ['c', null, [['a']], null, { pk: 4, statements: ['INSERT'] }, null, [2]],
    {
      state: {
        inserted: {
          BlogPost: [post(4, { main_author_id: 'c', title: 'untitled' })],
          Labelling: [{ id: 3, post_id: 4, label_id: 2, weight: 1 }],
        },
        m2m_added: {
          'BlogAuthor.friends': [
            ['c', 'a'],
            ['a', 'c'],
          ],
        },
      },
    },
  )
})

test('combined, sliced and computed', async () => {
  // biome-ignore lint/suspicious/noThenProperty: the format names the value of a branch so
  const branch = { when: { id: 1 }, then: { $value: 'x' } }
  const others = (title: string) => ({ queries: [{ model: 'BlogPost', steps: [{ filter: { title } }] }] })
  await answers({ model: 'BlogPost', steps: [{ filter: { id: 1 } }, { union: others('two') }] }, [1, 2])
  await answers(
    { model: 'BlogPost', steps: [{ combine_or: { model: 'BlogPost', steps: [{ none: true }] } }], op: 'count' },
    3,
  )
  await answers({ model: 'BlogPost', steps: [{ order_by: ['id'] }, { slice: [null, null, 2] }] }, [1, 3])
  await answers(
    {
      model: 'BlogPost',
      steps: [
        { annotate: { name_length: { $length: 'title' } } },
        { order_by: ['name_length', 'id'] },
        { values: { fields: ['id'], exprs: { n: { $f: 'name_length', plus: 1 } } } },
      ],
    },
    [
      { id: 1, n: 4 },
      { id: 2, n: 4 },
      { id: 3, n: 6 },
    ],
  )
  await answers(
    {
      model: 'BlogPost',
      steps: [{ order_by: [{ $order: { $coalesce: ['ratio', 0] }, desc: true }, '-id'] }],
      ordered: true,
    },
    [2, 3, 1],
  )
  await answers(
    {
      model: 'BlogPost',
      steps: [
        {
          annotate: {
            k: { $case: [branch], default: { $value: 'y' }, output: 'char' },
          },
        },
        { order_by: ['id'] },
        { values_list: { fields: ['k'], flat: true } },
      ],
    },
    ['x', 'y', 'y'],
  )
  await answers({ model: 'BlogPost', steps: [{ order_by: ['id'] }], op: 'iterator' }, [1, 2, 3])
  await answers(
    {
      model: 'BlogAuthor',
      steps: [
        {
          filter: {
            $exists: { model: 'BlogPost', steps: [{ filter: { main_author: { $outer_ref: 'pk' } } }] },
            negated: true,
          },
        },
      ],
    },
    ['c'],
  )
})

test('what the package does not have is named', async () => {
  const db = await connect('sqlite::memory:', { validate: false })
  const vector: Vector = {
    id: 'one',
    group: 'format',
    model: 'Sku',
    steps: [{ sideways: true }],
    expect: { '*': { result: [] } },
  }
  const [outcome] = await Array.fromAsync(replayFile({ ...FILE, vectors: [vector] }, db))
  await db.close()
  assert.deepEqual(outcome, { id: 'one', group: 'format', status: 'unsupported', note: 'step sideways' })
})

test('a vector that cannot be run fails alone', async () => {
  const db = await connect('sqlite::memory:', { validate: false })
  const lost: Vector = {
    id: 'lost',
    group: 'format',
    model: 'Sku',
    steps: [{ filter: { pk: { $instance: ['Sku', 'no number'] } } }],
    expect: { '*': { result: [] } },
  }
  const fine: Vector = { ...lost, id: 'fine', steps: [{ none: true }] }
  const outcomes = await Array.fromAsync(replayFile({ ...FILE, vectors: [lost, fine] }, db))
  await db.close()
  assert.deepEqual(
    outcomes.map(({ id, status }) => [id, status]),
    [
      ['lost', 'failed'],
      ['fine', 'passed'],
    ],
  )
})

/** A file as it is written, of one table and one vector. */
function written(vector: string): string {
  return `{"about": {}, "m2m": {}, "models": {"Odd": {"table": "odd", "fields": {
    "id": {"type": "auto", "primary_key": true}, "a_b": {"type": "integer"}, "aB": {"type": "integer", "db_column": "other"},
    "weekDay": {"type": "integer", "null": true}, "big": {"type": "big_integer"}, "day": {"type": "date"},
    "p_q": {"type": "foreign_key", "to": "self", "null": true, "on_delete": "CASCADE", "related_name": "q_p"},
    "pQ": {"type": "foreign_key", "to": "self", "null": true, "on_delete": "CASCADE", "related_name": "qP"}}}},
  "data": {"Odd": [
    {"id": 1, "a_b": 7, "aB": 8, "big": 9223372036854775807, "day": {"$date": "2020-01-04"}, "p_q_id": null, "pQ_id": 2},
    {"id": 2, "a_b": 8, "aB": 7, "big": -9223372036854775807, "day": {"$date": "2020-01-05"}, "p_q_id": 1, "pQ_id": null}]},
  "vectors": [{"id": "one", "group": "format", "model": "Odd", ${vector}}]}`
}

async function passes(vector: string): Promise<void> {
  const db = await connect('sqlite::memory:', { timeZone: 'UTC', validate: false })
  const outcomes = await Array.fromAsync(replayFile(parseFile(written(vector)), db))
  await db.close()
  const [{ status, note, got } = {}] = outcomes
  assert.equal(status, 'passed', `${vector}: ${note} ${inspect(got)}`)
}

test('names that become one in camelCase stay apart, also those of relations and lookups', async () => {
  await passes(`"steps": [{"filter": {"a_b": 7}}], "expect": {"*": {"result": [1]}}`)
  await passes(`"steps": [{"filter": {"aB": 7}}], "expect": {"*": {"result": [2]}}`)
  await passes(`"steps": [{"filter": {"p_q__aB": 8}}], "expect": {"*": {"result": [2]}}`)
  await passes(`"steps": [{"filter": {"pQ__a_b": 8}}], "expect": {"*": {"result": [1]}}`)
  await passes(`"steps": [{"filter": {"q_p__a_b": 8}}], "expect": {"*": {"result": [1]}}`)
  await passes(`"steps": [{"filter": {"day__week_day": 7}}], "expect": {"*": {"result": [1]}}`)
  await passes(`"steps": [{"filter": {"weekDay__isnull": true}}], "expect": {"*": {"result": [1, 2]}}`)
  await passes(
    `"steps": [{"order_by": ["-aB"]}, {"values": ["a_b", "aB", "pQ_id", "p_q__aB"]}], "ordered": true,
     "expect": {"*": {"result": [{"a_b": 7, "aB": 8, "pQ_id": 2, "p_q__aB": null}, {"a_b": 8, "aB": 7, "pQ_id": null, "p_q__aB": 8}]}}`,
  )
  await passes(
    `"steps": [{"filter": {"id": 1}}], "op": "update", "args": {"aB": 9},
     "expect": {"*": {"result": 1, "state": {"updated": {"Odd": [[1, {"aB": 9}]]}}}}`,
  )
})

test('numbers are the ones of the file: floats without a fraction, and all digits of integers', async () => {
  const half = (value: string) => `{"annotate": {"n": {"$op": "/", "args": ["a_b", {"$value": ${value}}]}}}`
  const flat = `{"order_by": ["id"]}, {"values_list": {"fields": ["n"], "flat": true}}`
  await passes(`"steps": [${half('2.0')}, ${flat}], "ordered": true, "expect": {"*": {"result": [3.5, 4.0]}}`)
  await passes(`"steps": [${half('2')}, ${flat}], "ordered": true, "expect": {"*": {"result": [3, 4]}}`)
  await passes(`"steps": [{"filter": {"big": 9223372036854775807}}], "expect": {"*": {"result": [1]}}`)
  await passes(`"steps": [{"filter": {"big__lt": -9223372036854775806.0}}], "expect": {"*": {"result": []}}`)
  await passes(
    `"steps": [{"filter": {"id": 1}}], "op": "update", "args": {"big": 9223372036854775806},
     "expect": {"*": {"result": 1, "state": {"updated": {"Odd": [[1, {"big": 9223372036854775806}]]}}}}`,
  )
})

const CIRCLE: VectorFile = {
  about: {},
  models: {
    One: {
      table: 'one',
      fields: {
        id: { type: 'auto', primary_key: true },
        two: { type: 'foreign_key', to: 'Two', null: true, on_delete: 'CASCADE' },
      },
    },
    Two: {
      table: 'two',
      fields: {
        id: { type: 'auto', primary_key: true },
        one: { type: 'foreign_key', to: 'One', on_delete: 'CASCADE' },
      },
    },
  },
  data: { One: [{ id: 1, two_id: 1 }], Two: [{ id: 1, one_id: 1 }] },
  m2m: {},
  vectors: [{ id: 'one', group: 'format', model: 'One', steps: [], expect: { '*': { result: [1] } } }],
}

onEach('a file leaves no table behind that another one would stumble over', async t => {
  const db = await databaseWith(t, [], { validate: false })
  const [outcome] = await Array.fromAsync(replayFile(CIRCLE, db))
  assert.equal(outcome?.status, 'passed')
  assert.deepEqual(await db.backend.introspection(db).tableNames(), [])
})
