import { ConduitError, type JsonObject } from '@conduit/core'
import { effectiveSettings, settingsFaults } from '@conduit/core/host'
import type { RunningAdapter } from '../services.ts'

/**
 * Checks what a controller brings for an integration, together with the operator's options.
 *
 * @param own settings as they will be stored
 * @returns the accounts that the integration claims
 * @throws {ConduitError} `invalid` with every fault by pointer, without values
 */
export function checkSettings(
  { adapter, options }: RunningAdapter,
  own: JsonObject,
): readonly string[] {
  const effective = effectiveSettings(adapter, options, own)
  const faults = settingsFaults(adapter, effective, own)
  if (faults.length > 0) {
    throw new ConduitError('invalid', {
      reason: 'settings do not fit',
      faults: faults.map(({ pointer, detail }) => ({ pointer: `/settings${pointer}`, detail })),
    })
  }
  return adapter.accounts?.(effective) ?? []
}

/** A value from outside as settings. @throws {ConduitError} `invalid`: it is not an object */
export function settingsOf(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as JsonObject
  const faults = [{ pointer: '/settings', detail: 'must be an object' }]
  throw new ConduitError('invalid', { reason: 'settings are no object', faults })
}
