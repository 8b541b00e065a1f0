/*
 * Comments with a version are code to one of the two families: `M!` to MariaDB, from 80000 on to MySQL alone.
 * So one text says the same to both without asking which one answers.
 */

/** Compares text by code point, trailing spaces included: the same answer as on every database (decision 004). */
export const BY_CODE_POINT = '/*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */'

/** Knows the upper and lower case of all of Unicode, which the collations by code point do not. */
const WITH_CASE = '/*M!101000 COLLATE utf8mb4_uca1400_ai_ci */ /*!80000 COLLATE utf8mb4_0900_ai_ci */'

/** Change the case of a text, one code point for one; the result compares by code point again. */
export function changeCase(change: 'UPPER' | 'LOWER', sql: string): string {
  return `${change}(CONVERT(${sql} USING utf8mb4) ${WITH_CASE}) ${BY_CODE_POINT}`
}
