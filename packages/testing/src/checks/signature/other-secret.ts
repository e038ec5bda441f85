import type { IntegrationAdapter, JsonObject, JsonValue } from '@conduit/core'
import { provingKeys } from './proving-keys.ts'

/** Another secret of the same form: letters stay letters, digits digits, and so does the length. */
export function otherSecret(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(otherSecret)
  if (typeof value !== 'string') return value
  // Prefixes such as `whsec_` are part of the form; the end of base64 is not free.
  const prefix = /^[A-Za-z]+_/.exec(value)?.[0] ?? ''
  const middle = value.slice(prefix.length, -2).replaceAll(/[0-9a-eA-E]/g, next)
  return prefix + middle + value.slice(-2)
}

/** Settings in which all that verifies is another. */
export function withOtherSecrets(adapter: IntegrationAdapter, settings: JsonObject): JsonObject {
  const changed = provingKeys(adapter, settings).map(key => [
    key,
    otherSecret(settings[key] ?? null),
  ])
  return { ...settings, ...Object.fromEntries(changed) }
}

function next(character: string): string {
  const cycles = ['0123456789', 'abcde', 'ABCDE']
  const cycle = cycles.find(each => each.includes(character)) ?? character
  return cycle[(cycle.indexOf(character) + 1) % cycle.length] ?? character
}
