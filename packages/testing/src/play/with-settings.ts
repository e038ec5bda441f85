import type { JsonObject, JsonValue } from '@conduit/core'
import type { Installation, InstalledConnection } from './install.ts'

/** The same installation with some settings replaced where they stand; undefined takes one away. */
export function withSettings(
  installation: Installation,
  changes: { readonly [key: string]: JsonValue | undefined },
): Installation {
  const isOption = (key: string) => Object.hasOwn(installation.options, key)
  const apply = (to: JsonObject, keys: readonly string[]): JsonObject => {
    const changed = Object.entries({ ...to, ...pickKeys(changes, keys) })
    return Object.fromEntries(
      changed.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    )
  }
  const keys = Object.keys(changes)
  const ofConnections = keys.filter(key => !isOption(key))
  const [first, ...others] = installation.connections
  const changed = (connection: InstalledConnection): InstalledConnection => ({
    ...connection,
    settings: apply(connection.settings, ofConnections),
  })
  return {
    options: apply(installation.options, keys.filter(isOption)),
    connections: [changed(first), ...others.map(changed)],
  }
}

function pickKeys<T>(from: { readonly [key: string]: T }, keys: readonly string[]) {
  return Object.fromEntries(keys.map(key => [key, from[key]]))
}
