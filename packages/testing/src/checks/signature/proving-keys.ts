import type { IntegrationAdapter, JsonObject, JsonValue } from '@conduit/core'

/** Keys of the settings that verify, by their mark in the schema, and that are set. */
export function provingKeys(
  { settings }: IntegrationAdapter,
  effective: JsonObject,
): readonly string[] {
  return Object.entries(settings.properties)
    .filter(([key, schema]) => schema.proves === true && isSet(effective[key]))
    .map(([key]) => key)
}

function isSet(value: JsonValue | undefined): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !(Array.isArray(value) && value.length === 0)
  )
}
