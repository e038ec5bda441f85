/**
 * Loads things one by one for the caller, and together for the database: keys asked for in one turn
 * of the event loop become one call. Nothing is remembered longer than that, so what a mutation has
 * changed is read anew.
 *
 * @param keyOf text that tells keys apart
 * @param load loads many; what is missing from the map becomes null
 */
export function createLoader<Key, Value>(
  keyOf: (key: Key) => string,
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Value>>,
): (key: Key) => Promise<Value | null> {
  let batch: Batch<Key, Value> | null = null

  return async key => {
    batch ??= gather()
    const text = keyOf(key)
    const { keys, values } = batch
    keys.set(text, key)
    return (await values).get(text) ?? null
  }

  function gather(): Batch<Key, Value> {
    const keys = new Map<string, Key>()
    const values = new Promise<void>(resolve => setImmediate(resolve)).then(() => {
      batch = null
      return load([...keys.values()])
    })
    return { keys, values }
  }
}

interface Batch<Key, Value> {
  readonly keys: Map<string, Key>
  readonly values: Promise<ReadonlyMap<string, Value>>
}
