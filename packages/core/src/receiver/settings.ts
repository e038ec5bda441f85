import type { TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { IntegrationAdapter } from '../contract/adapter.ts'
import type { Fault } from '../contract/errors.ts'
import type { JsonObject } from '../contract/event.ts'
import type { SettingMarks } from '../contract/settings.ts'
import type { StoredIntegration } from '../store/store.ts'

/** The adapter as far as its settings go. */
type WithSettings = Pick<IntegrationAdapter, 'settings'>

/** Settings as an adapter sees them: schema defaults, over them the operator's options, over them its own. */
export function effectiveSettings(
  adapter: WithSettings,
  options: JsonObject,
  own: JsonObject,
): JsonObject {
  const merged = Value.Default(adapter.settings, {
    ...structuredClone(options),
    ...structuredClone(own),
  })
  return merged as JsonObject
}

/**
 * Settings without what opens an account, unless the integration brought it itself. The operator's
 * opens every customer's: it proves nothing, and serves nobody who has not proven an account.
 */
export function ownAccess(
  adapter: WithSettings,
  effective: JsonObject,
  own: JsonObject,
): JsonObject {
  const shared = keysWith(adapter.settings, 'opens').filter(key => own[key] === undefined)
  return Object.fromEntries(Object.entries(effective).filter(([key]) => !shared.includes(key)))
}

/** Do the operator's options hold what opens an account? */
export function sharesAccess(adapter: WithSettings, options: JsonObject): boolean {
  return keysWith(adapter.settings, 'opens').some(key => options[key] !== undefined)
}

/** Keys of learned settings that are not there yet: while there are any, the integration is pending. */
export function missingSettings(adapter: WithSettings, effective: JsonObject): readonly string[] {
  const { properties } = adapter.settings
  const isGiven = (key: string | undefined) => key !== undefined && effective[key] !== undefined
  return keysWith(adapter.settings, 'learned').filter(key => {
    const { learnedWith, learnedUnless } = properties[key] as SettingMarks
    const isAwaited = (learnedWith === undefined || isGiven(learnedWith)) && !isGiven(learnedUnless)
    return isAwaited && !isGiven(key)
  })
}

/** The adapter as far as its settings can be wrong. */
type WithFaults = Pick<IntegrationAdapter, 'settings' | 'check'> &
  Partial<Pick<IntegrationAdapter, 'authenticate'>>

/**
 * What is wrong with settings, all at once, by pointer; the values are not shown.
 * @param own those that an integration brought; default: none did
 */
export function settingsFaults(
  adapter: WithFaults,
  effective: JsonObject,
  own: JsonObject = {},
): readonly Fault[] {
  const faults = [...Value.Errors(adapter.settings, effective)].map(error => ({
    pointer: error.path,
    detail: error.message,
  }))
  faults.push(...idleSecrets(adapter, own))
  if (faults.length > 0) return faults
  return (adapter.check?.(effective) ?? []).map(({ path, message }) => ({
    pointer: path,
    detail: message,
  }))
}

/**
 * Secrets that an integration brought for nothing: where a call says whose it is only once it is proven, no
 * integration is asked for its own. Its calls would be refused, or be nobody's.
 */
function idleSecrets({ settings, authenticate }: WithFaults, own: JsonObject): readonly Fault[] {
  if (authenticate?.namesNobody !== true) return []
  return keysWith(settings, 'proves')
    .filter(key => own[key] !== undefined)
    .map(key => ({
      pointer: `/${key}`,
      detail: 'belongs in the options of the server: one address serves all integrations',
    }))
}

/**
 * Does a signature that was verified through one integration speak for another as well? Only if
 * neither of them brought the verifying secret itself: then it is the operator's, shared by both.
 */
export function sharesProof(
  adapter: WithSettings,
  through: StoredIntegration | null,
  target: StoredIntegration,
): boolean {
  const proving = keysWith(adapter.settings, 'proves')
  if (proving.length === 0) return false
  return proving.every(
    key => through?.settings[key] === undefined && target.settings[key] === undefined,
  )
}

function keysWith(schema: TObject, mark: keyof SettingMarks): readonly string[] {
  return Object.entries(schema.properties)
    .filter(([, property]) => (property as SettingMarks)[mark] === true)
    .map(([key]) => key)
}
