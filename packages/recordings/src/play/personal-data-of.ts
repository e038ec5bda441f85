import {
  compileRows,
  type Integration,
  type IntegrationAdapter,
  type Match,
  type PersonalData,
  type PlatformEvent,
  pick,
} from '@conduit/core'

/** What an adapter says of an event, given what its rows find there: as the receiver asks it. */
export function personalDataOf(
  adapter: IntegrationAdapter,
  event: PlatformEvent,
  integration: Integration,
): PersonalData {
  return adapter.extractPii(event, integration, matchesOf(adapter, event, integration))
}

/** What the adapter's rows find in an event, with the values. */
export function matchesOf(
  adapter: IntegrationAdapter,
  event: PlatformEvent,
  integration: Integration,
): readonly Match[] {
  return pick(compiledRows(adapter, integration), event)
}

const compiled = new WeakMap<IntegrationAdapter, WeakMap<object, ReturnType<typeof compileRows>>>()

function compiledRows(
  adapter: IntegrationAdapter,
  { settings }: Integration,
): ReturnType<typeof compileRows> {
  const known = compiled.get(adapter) ?? new WeakMap<object, ReturnType<typeof compileRows>>()
  compiled.set(adapter, known)
  const rows = known.get(settings as object)
  if (rows !== undefined) return rows
  const made = compileRows(adapter.tables.pii, adapter.rows?.(settings) ?? [])
  known.set(settings as object, made)
  return made
}
