// Plain JavaScript without imports, on purpose: a Node that is too old to strip types must still get as far as the message.
const needed = 24
const major = Number(process.versions.node.split('.')[0])

if (major < needed) {
  console.error(
    `Inkstone needs Node ${needed}, and this is ${process.version}. Use "npm start": it brings the right one.`,
  )
  process.exitCode = 1
} else {
  // What was parsed and stripped of types once is kept, so that later starts take a fraction of the first.
  process.getBuiltinModule('node:module').enableCompileCache(`${process.argv[1]}/../node_modules/.cache/inkstone`)
  import('./blog/commands/index.ts').then(({ main }) => main(process.argv.slice(2)))
}
