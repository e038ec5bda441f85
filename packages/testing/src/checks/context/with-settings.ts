import type { JsonObject, JsonValue } from '@conduit/core'
import type { Installation, InstalledIntegration } from '@conduit/recordings/player'

/**
 * The same installation with some settings replaced where they stand; undefined takes one away. One
 * that stands nowhere yet comes to those it is changed with.
 */
export function withSettings(
  installation: Installation,
  changes: { readonly [key: string]: JsonValue | undefined },
): Installation {
  const { options, integrations } = installation
  const stands = (key: string) => integrations.some(({ settings }) => Object.hasOwn(settings, key))
  const areOptions = Object.keys(changes).some(key => Object.hasOwn(options, key))
  const isOption = (key: string) => Object.hasOwn(options, key) || (areOptions && !stands(key))
  const apply = (to: JsonObject, keys: readonly string[]): JsonObject => {
    const changed = Object.entries({ ...to, ...pickKeys(changes, keys) })
    return Object.fromEntries(
      changed.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    )
  }
  const keys = Object.keys(changes)
  const ofConnections = keys.filter(key => !isOption(key))
  const [first, ...others] = integrations
  const changed = (integration: InstalledIntegration): InstalledIntegration => ({
    ...integration,
    settings: apply(integration.settings, ofConnections),
  })
  return {
    options: apply(options, keys.filter(isOption)),
    integrations: [changed(first), ...others.map(changed)],
  }
}

function pickKeys<T>(from: { readonly [key: string]: T }, keys: readonly string[]) {
  return Object.fromEntries(keys.map(key => [key, from[key]]))
}
