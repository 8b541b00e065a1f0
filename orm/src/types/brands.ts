/**
 * Keys of properties that exist for the compiler only: types hang on them, no value ever does.
 * Classes declare them with `declare readonly [ROWS]: R` and import them with `import type`.
 */

/** On a field: the value that a row holds, `null` included. */
export declare const VALUE: unique symbol
/** On a field: `true` when `create` may leave it out. */
export declare const OPTIONAL: unique symbol
/** On a field: the family of lookups that it takes. */
export declare const FAMILY: unique symbol
/** On a field: `true` when it is the primary key. */
export declare const PRIMARY: unique symbol
/** On a relation: the model at its other end, an instance type or `'self'`. */
export declare const TARGET: unique symbol
/** On a field that holds many objects: `true`. */
export declare const MANY: unique symbol
/** On a field that holds many objects: the class of the model at its other end, as far as it is known. */
export declare const CLASS: unique symbol
/** On a foreign key: the name of the field that it points to. */
export declare const TO_FIELD: unique symbol
/** On a model: its name. */
export declare const NAME: unique symbol
/** On a model: its fields. */
export declare const FIELDS: unique symbol
/** On a related object that is not loaded: `true`. Models say `false`, so that the two never overlap. */
export declare const LAZY: unique symbol
/** On the reverse side of a relation: the model that is there. */
export declare const RELATED: unique symbol
/** On the reverse side of a relation: its name in lookups, where that is not the property's. */
export declare const QUERY_NAME: unique symbol
/** On an expression: the type of its value. */
export declare const RESULT: unique symbol
/** On an expression: the paths that it names and the objects of conditions in it, as a union; all of `Mention` when nobody knows. */
export declare const PATHS: unique symbol
/** On a Q object: the objects of conditions that it was made of, as a union. */
export declare const CONDITIONS: unique symbol
/** On a QuerySet: its rows. */
export declare const ROWS: unique symbol
/** On a QuerySet or manager: the model that is queried. */
export declare const MODEL: unique symbol
/** On a QuerySet or manager: the annotations that conditions may name. */
export declare const ANNOTATIONS: unique symbol
/** On a QuerySet or manager: the class of QuerySets that its methods give. */
export declare const REFINED: unique symbol
/** On a QuerySet whose rows or annotations were changed: the class whose methods it keeps, else `unknown`. */
export declare const OWN: unique symbol
/** On a type that nothing can be assigned to: why not. */
declare const REASON: unique symbol

/** Nothing can be assigned to it; the compiler's message shows the sentence. */
export interface Refused<Sentence extends string> {
  readonly [REASON]: Sentence
}
