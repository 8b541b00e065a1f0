/** A command that could not do what it was asked for; the message is one line for the one who asked. */
export class CommandError extends Error {
  override get name(): string {
    return 'CommandError'
  }
}
