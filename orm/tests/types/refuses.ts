/** What must not compile, each with the sentence that the compiler says. `types.test.ts` compares both. */

import {
  auto,
  Case,
  Coalesce,
  Count,
  char,
  F,
  Lag,
  Lower,
  Max,
  model,
  Prefetch,
  Q,
  RowNumber,
  SHA256,
  Sum,
  Value,
  Window,
  when,
} from '../../src/index.ts'
import { Post, Profile, Tag, User } from './models.ts'

declare const maybe: string | undefined
declare const user: User

export async function conditions() {
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.filter({ emial: 'x' })
  // @ts-expect-error Refused<"User.email is a text field, which has no lookup 'icontain'">
  User.objects.filter({ email__icontain: 'x' })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  User.objects.filter({ id__in: ['a'] })
  // @ts-expect-error Refused<"User has no field 'emial'">
  Post.objects.filter({ author__emial__contains: 'x' })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  Post.objects.filter({ author__posts__hits__gt: 'x' })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  User.objects.filter({ joined__year: '2000' })
  // @ts-expect-error Refused<"User.name is a text field, which has no lookup 'year'">
  User.objects.filter({ name__year: 2000 })
  // @ts-expect-error Refused<"User.birth is a date field, which has no lookup 'hour'">
  User.objects.filter({ birth__hour: 3 })
  // @ts-expect-error Refused<"User has no field 'displayName'">
  User.objects.filter({ displayName: 'x' })
  // @ts-expect-error Type 'string' is not assignable to type 'boolean'
  User.objects.filter({ nick__isnull: 'x' })
  // @ts-expect-error Type 'undefined' is not assignable to type 'string | Operand'
  User.objects.filter({ name: undefined })
  // @ts-expect-error Type 'undefined' is not assignable to type 'string | Operand'
  User.objects.filter({ name: maybe })
  // @ts-expect-error Type 'null' is not assignable to type 'string | Operand'
  User.objects.filter({ name: null })
  // @ts-expect-error Type '"gone"' is not assignable to type
  Post.objects.filter({ status: 'gone' })
  // @ts-expect-error Type 'string' is not assignable to type 'number | User | Operand'
  Post.objects.filter({ author: 'x' })
  // @ts-expect-error Type 'Post' is not assignable to type 'number | User | Operand'
  Post.objects.filter({ author: new Post() })
  // @ts-expect-error Type 'number' is not assignable to type 'string | Tag | Operand
  Post.objects.filter({ tags: 3 })
  // @ts-expect-error Refused<"Post has no field 'postSet'">
  Post.objects.filter({ postSet__title: 'x' })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.filter({ hits: F('hitz') })
  // @ts-expect-error Refused<"User has no field 'nam'">
  Post.objects.filter({ title: Lower('author__nam') })
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.get({ emial: 'x' })
  // @ts-expect-error Refused<"Tag has no field 'lable'">
  Tag.objects.exclude({ lable: 'x' })
}

export async function qObjects() {
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.filter(Q({ emial: 'x' }))
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.filter(Q({ name: 'x' }).and(Q({ emial: 'x' }).not()))
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  User.objects.filter(Q({ name: 'x' }), Q({ id: 'x' }))
  // @ts-expect-error Refused<"Q objects come first, then at most one object of conditions">
  User.objects.filter({ name: 'x' }, Q({ name: 'x' }))
  // @ts-expect-error Refused<"Q objects come first, then at most one object of conditions">
  User.objects.filter({ name: 'x' }, { name: 'x' })
}

export async function order() {
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.orderBy('-emial')
  // @ts-expect-error Refused<"Post has no field 'titel'">
  User.objects.orderBy('id', '-posts__titel', 'name')
  // @ts-expect-error Refused<"'name__icontains' ends with a lookup, where a field belongs">
  User.objects.orderBy('name__icontains')
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.latest('emial')
}

export async function conditionsInExpressions() {
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.annotate({ kind: Case([when({ hitz__gt: 3 }, Value('hot'))], Value('cold')) })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  Post.objects.annotate({ kind: Case([when({ hits__gt: 'x' }, Value('hot'))], Value('cold')) })
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.annotate({ kind: Case([when({ hits__gt: 3 }, 'titel')], Value('cold')) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.annotate({ kind: Case([when(Q({ title: 'x' }).or(Q({ hitz: 3 })), Value('hot'))], 'title') })
  // @ts-expect-error Refused<"Post has no field 'fanz'">
  Post.objects.annotate({ n: Count('fans', { filter: { fanz__name: 'x' } }) })
  // @ts-expect-error Refused<"User.name is a text field, which has no lookup 'year'">
  Post.objects.annotate({ n: Count('fans', { filter: { fans__name__year: 3 } }) })
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.aggregate({ n: Sum('hits', { filter: Q({ titel: 'x' }) }) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.annotate({ n: Coalesce(Sum('hits', { filter: { hitz: 3 } }), 3) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.filter({ hits: Case([when({ hitz__gt: 3 }, Value(1))], Value(3)) })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  Post.objects.annotate({ n: Count('fans') }).annotate({ k: Case([when({ n__gt: 'x' }, 'title')], 'title') })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.update({ hits: Case([when({ hitz__gt: 3 }, Value(1))], Value(3)) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.update({ hits: F('hitz').plus(1) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.orderBy(F('hitz').desc())
  // @ts-expect-error Refused<"User has no field 'nam'">
  Post.objects.orderBy('title', Lower('author__nam'))
}

export async function windows() {
  // @ts-expect-error Refused<"Post has no field 'autor'">
  Post.objects.annotate({ n: Window(RowNumber(), { partitionBy: 'autor' }) })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.annotate({ n: Window(RowNumber(), { orderBy: ['id', '-hitz'] }) })
  // @ts-expect-error Refused<"User has no field 'nam'">
  Post.objects.annotate({ n: Window(Lag('author__nam'), { orderBy: 'id' }) })
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.annotate({ n: Window(Sum('hits', { filter: { titel: 'x' } })) })
  // @ts-expect-error Argument of type 'FieldReference<At<"value", "hits">, "hits">' is not assignable to parameter of type
  Window(F('hits'))
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  Post.objects.annotate({ n: Window(RowNumber()) }).filter({ n: 'x' })
}

export async function ownQuerySets() {
  // @ts-expect-error Property 'title' does not exist
  ;(await Post.objects.values('id').published())[0]?.title
  // @ts-expect-error Refused<"Post has no field 'n'">
  Post.objects.published().filter({ n: 3 }).published()
  // @ts-expect-error Property 'publish' does not exist
  Post.objects.annotate({ n: Count('fans') }).publish()
  // @ts-expect-error Property 'published' does not exist
  User.objects.annotate({ n: Count('posts') }).published()
  // @ts-expect-error Property 'published' does not exist
  user.keptTags.published()
}

export async function results() {
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.values('titel')
  // @ts-expect-error Refused<"User has no field 'emial'">
  Post.objects.values('title', 'author__emial')
  // @ts-expect-error Refused<"User has no field 'emial'">
  Post.objects.valuesList('title', 'author__emial', 'id')
  // @ts-expect-error Refused<"'flat' goes with one field alone">
  Post.objects.valuesList('title', 'id', { flat: true })
  // @ts-expect-error Refused<"User has no field 'postz'">
  User.objects.values('name', { n: Count('postz') })
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.only('titel')
  const rows = await Post.objects.values('id', 'title')
  // @ts-expect-error Property 'hits' does not exist
  rows[0]?.hits
  // @ts-expect-error Refused<"User has no field 'postz'">
  User.objects.annotate({ n: Count('postz') })
  // @ts-expect-error Refused<"Post has no field 'hitz'">
  Post.objects.aggregate({ n: Max('hitz') })
  // @ts-expect-error 'default' does not exist in type 'CountOptions'
  User.objects.aggregate({ n: Count('posts', { default: 3 }) })
  // @ts-expect-error Refused<"User has no field 'nam'">
  User.objects.annotate({ n: SHA256('nam') })
  // @ts-expect-error Refused<"User has no field 'n'">
  User.objects.filter({ n__gt: 3 }).annotate({ n: Count('posts') })
  // @ts-expect-error Type 'string' is not assignable to type 'number | Operand'
  User.objects.annotate({ n: Count('posts') }).filter({ n__gt: 'x' })
}

export async function relations() {
  // @ts-expect-error Refused<"Post has no foreign key or one-to-one 'autor'">
  Post.objects.selectRelated('autor')
  // @ts-expect-error Refused<"Post has no foreign key or one-to-one 'tags'">
  Post.objects.selectRelated('author', 'tags')
  // @ts-expect-error Refused<"User has no foreign key or one-to-one 'profil'">
  Post.objects.selectRelated('author__profil')
  // @ts-expect-error Refused<"User has no related objects 'postz'">
  User.objects.prefetchRelated('postz')
  // @ts-expect-error Refused<"Post has no related objects 'title'">
  User.objects.prefetchRelated('posts__title')
  // @ts-expect-error Refused<"User has no related objects 'kept'">
  User.objects.prefetchRelated(Prefetch('kept'))
  const post = await Post.objects.get({ pk: 1 })
  // @ts-expect-error Property 'email' does not exist on type 'Lazy<User>'
  post.author.email
  const loaded = await Post.objects.selectRelated('author').get({ pk: 1 })
  // @ts-expect-error Property 'bio' does not exist on type 'Lazy<Profile>'
  loaded.author.profile.bio
  // @ts-expect-error Type 'Post' is not assignable to type
  post.author = post
}

export async function deferred() {
  // @ts-expect-error Refused<"User has no field 'keptTags'">
  User.objects.filter({ keptTags__label: 'x' })
  const slim = await Post.objects.only('title').get({ pk: 1 })
  // @ts-expect-error Property 'toFixed' does not exist on type 'Lazy<number>'
  slim.hits.toFixed()
  const without = await Post.objects.defer('author').get({ pk: 1 })
  // @ts-expect-error Property 'toFixed' does not exist on type 'Lazy<number>'
  without.authorId.toFixed()
}

export async function writing() {
  // @ts-expect-error Property 'title' is missing in type '{ author: User; status: "draft"; }' but required in type 'FieldsWithoutDefault<Post>'
  Post.objects.create({ author: user, status: 'draft' })
  // @ts-expect-error Refused<"Either 'author' or 'authorId' is given, not both">
  Post.objects.create({ title: 'x', status: 'draft', author: user, authorId: 3 })
  // @ts-expect-error Type 'number' is not assignable to type 'string | Operand | null'
  User.objects.filter({ nick: 3 })
  // @ts-expect-error Type '[Date]' is not assignable to type 'readonly [from: string | Date | Operand, to: string | Date | Operand]'
  User.objects.filter({ joined__range: [new Date()] })
  // @ts-expect-error Property 'authorId' is missing
  Post.objects.create({ title: 'x', status: 'draft' })
  // @ts-expect-error 'titel' does not exist in type
  Post.objects.create({ title: 'x', status: 'draft', authorId: 1, titel: 3 })
  // @ts-expect-error Type 'number' is not assignable to type 'string | ExpressionType
  Post.objects.create({ title: 3, status: 'draft', authorId: 1 })
  // @ts-expect-error Refused<"Post has no field 'titel'">
  Post.objects.update({ title: 'x', titel: 'x' })
  // @ts-expect-error Type 'number' is not assignable to type 'string | Operand'
  Post.objects.update({ title: 3 })
  // @ts-expect-error Type 'null' is not assignable to type
  Post.objects.update({ title: null })
  // @ts-expect-error 'titel' does not exist in type
  new Post({ titel: 'x' })
  // @ts-expect-error Property 'bio' is missing
  Profile.objects.create({ user })
  // @ts-expect-error Refused<"User has no field 'emial'">
  User.objects.getOrCreate({ emial: 'x' })
}

export function options() {
  // @ts-expect-error Type '"-titel"' is not assignable to type
  model('Note', { id: auto(), title: char({ maxLength: 9 }) }, { ordering: ['-titel'] })
  // @ts-expect-error Type '"titel"' is not assignable to type
  model('Note', { id: auto(), title: char({ maxLength: 9 }) }, { uniqueTogether: [['title', 'titel']] })
  // @ts-expect-error Type '"titel"' is not assignable to type
  model('Note', { id: auto(), title: char({ maxLength: 9 }) }, { getLatestBy: 'titel' })
  // @ts-expect-error Type '"titel"' is not assignable to type
  model('Note', { id: auto(), title: char({ maxLength: 9 }) }, { indexes: [{ fields: ['titel'] }] })
  // @ts-expect-error Type '"-title"' is not assignable to type
  model('Note', { id: auto(), title: char({ maxLength: 9 }) }, { constraints: [{ fields: ['-title'] }] })
}
