import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  operations: [
    createModel('Author', {
      table: 'library_author',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        name: field.char({ maxLength: 80 }),
        born: field.date({ null: true }),
      },
    }),
    createModel('Genre', {
      table: 'library_genre',
      fields: { id: field.bigAuto({ primaryKey: true }), name: field.char({ unique: true, maxLength: 30 }) },
    }),
    createModel('Book', {
      table: 'library_book',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        isbn: field.uuid({ unique: true }),
        title: field.char({ maxLength: 200 }),
        price: field.decimal({ maxDigits: 6, decimalPlaces: 2 }),
        inPrint: field.boolean({ default: true }),
        publishedAt: field.datetime({ dbIndex: true }),
        author: field.foreignKey({ to: 'Author', onDelete: 'CASCADE', relatedName: 'books' }),
        genres: field.manyToMany({
          to: 'Genre',
          relatedName: 'books',
          dbTable: 'library_book_genres',
          columns: ['book_id', 'genre_id'],
        }),
      },
      uniqueTogether: [['author', 'title']],
    }),
  ],
})
