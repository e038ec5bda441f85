import DataLoader from 'dataloader'

/** How many things one call loads: the length of the longest page. */
export const mostAtOnce = 100

/**
 * Loads things one by one for the caller, and together for the database: keys asked for in one turn
 * of the event loop become one call for at most 100. Nothing is remembered longer than that, so what
 * a mutation has changed is read anew.
 *
 * @param textOf text that tells keys apart
 * @param load loads many, in any order; what is missing becomes null
 * @param textOfValue the text of the key that a value belongs to
 */
export function createLoader<Key, Value>(
  textOf: (key: Key) => string,
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  textOfValue: (value: Value) => string,
): (key: Key) => Promise<Value | null> {
  const loadAll = async (keys: readonly Key[]) => {
    loader.clearAll()
    const found = new Map((await load(keys)).map(value => [textOfValue(value), value]))
    return keys.map(key => found.get(textOf(key)) ?? null)
  }
  const loader = new DataLoader(loadAll, {
    cacheKeyFn: textOf,
    maxBatchSize: mostAtOnce,
    // Later than by default: what several answers of the database ask for is gathered as well.
    batchScheduleFn: setImmediate,
  })
  return key => loader.load(key)
}
