import type { Executor } from './database.ts'

/**
 * Runs a fixed statement that the server parses and plans once per connection.
 *
 * @param text SQL with `$1` … in it; always the same text, values only as parameters
 * @param params text or null; whole tables as one JSON text. Never of a boolean: postgres.js writes false
 *   for every text
 * @returns its rows, the same from both drivers as long as columns are text, uuid, int4 or bool
 */
export async function statement<Row>(
  executor: Executor,
  text: string,
  params: readonly (string | null)[],
): Promise<readonly Row[]> {
  // The name makes postgres.js prepare it; without, each call would be described anew: one more round trip.
  const prepared = executor._.session.prepareQuery(
    { sql: text, params: [...params] },
    undefined,
    'conduit',
    false,
  )
  return rowsOf<Row>(await prepared.execute())
}

/** The rows of a raw result: postgres.js gives them as an array, PGlite inside an object. */
export function rowsOf<Row>(result: unknown): readonly Row[] {
  return (Array.isArray(result) ? result : (result as { rows: unknown }).rows) as readonly Row[]
}
