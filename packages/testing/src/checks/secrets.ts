import type { IntegrationAdapter, JsonObject, JsonValue } from '@conduit/core'
import type { Specimen } from './specimen.ts'

/** Keys of the settings that verify, by their mark in the schema, and that are set. */
export function provingKeys(
  { settings }: IntegrationAdapter,
  effective: JsonObject,
): readonly string[] {
  return Object.entries(settings.properties)
    .filter(([key, schema]) => schema.proves === true && isSet(effective[key]))
    .map(([key]) => key)
}

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

/** The one key whose secret signs this specimen; undefined: no single one does. */
export function signingKeyOf(adapter: IntegrationAdapter, specimen: Specimen): string | undefined {
  const { settings, request, sign } = specimen
  const signed = JSON.stringify(sign(request.body))
  return provingKeys(adapter, settings).find(key => {
    if (typeof settings[key] !== 'string') return false
    const changed = { ...settings, [key]: otherSecret(settings[key]) }
    return JSON.stringify(attempt(() => sign(request.body, changed))) !== signed
  })
}

/** What signing gives, or undefined where the platform's own library refuses such a secret. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

function isSet(value: JsonValue | undefined): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !(Array.isArray(value) && value.length === 0)
  )
}

function next(character: string): string {
  const cycles = ['0123456789', 'abcde', 'ABCDE']
  const cycle = cycles.find(each => each.includes(character)) ?? character
  return cycle[(cycle.indexOf(character) + 1) % cycle.length] ?? character
}
