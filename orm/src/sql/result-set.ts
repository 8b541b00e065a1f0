/** Thrown while compiling: the condition can never hold. Caught where that means something. */
export class EmptyResultSet extends Error {}

/** Thrown while compiling: the condition always holds. Caught where that means something. */
export class FullResultSet extends Error {}
