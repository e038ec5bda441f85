import type { TObject, TOptional, TSchema } from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { IntegrationAdapter } from './adapter.ts'
import type { JsonObject, JsonValue } from './delivery.ts'
import type { Fault } from './errors.ts'
import type { StoredConnection } from './store.ts'

/** What `secret()` and `learned()` note in a settings schema. */
interface SettingMarks {
  readonly secret?: boolean
  readonly proves?: boolean
  readonly learned?: boolean
  readonly learnedWith?: string
  readonly learnedUnless?: string
}

/**
 * Marks a setting as secret: it is never shown again once it is saved.
 * @param options.proves signatures are verified with it: what it proves reaches other connections
 *   only where it is the operator's, shared by both
 * @example signingSecret: secret(Type.String({ minLength: 8 }), { proves: true })
 */
export function secret<T extends TSchema>(schema: T, options: { proves?: boolean } = {}): T {
  return { ...schema, secret: true, ...(options.proves === true && { proves: true }) }
}

/**
 * Marks a setting that may be missing at first: `setup` or the operator brings it later. Until
 * then the connection is pending: handshakes are answered, events get 503.
 * @param options.with it is awaited only where this setting is given, such as the key that `setup`
 *   works with
 * @param options.unless it is not awaited where this setting is given, which does instead
 */
export function learned<T extends TSchema>(
  schema: T,
  options: { with?: string; unless?: string } = {},
): TOptional<T> {
  const marks = {
    learned: true,
    ...(options.with !== undefined && { learnedWith: options.with }),
    ...(options.unless !== undefined && { learnedUnless: options.unless }),
  }
  return Type.Optional({ ...schema, ...marks } as TSchema) as unknown as TOptional<T>
}

/** What an adapter's `check` finds wrong: where, by a JSON Pointer, and what, without values. */
export interface SettingFault {
  readonly path: string
  readonly message: string
}

/**
 * What is wrong with a setting that means nothing without others; for `check`.
 * @example check: settings => needs(settings, 'refreshToken', 'clientId', 'clientSecret')
 */
export function needs<S extends object>(
  settings: S,
  key: keyof S & string,
  ...others: readonly (keyof S & string)[]
): readonly SettingFault[] {
  if (!settings[key] || others.every(name => settings[name])) return []
  return [{ path: `/${key}`, message: `Needs ${others.join(' and ')} as well` }]
}

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

/** What becomes of settings: what is given replaces, null removes, the rest stays. */
export type SettingsChange<Settings> = { readonly [Key in keyof Settings]?: Settings[Key] | null }

/** Settings after a change. What was saved before cannot be read again, so it need not be sent again. */
export function changedSettings<Settings>(
  before: Settings,
  change: SettingsChange<Settings>,
): Settings {
  const entries = Object.entries({ ...before, ...change })
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as Settings
}

/** Keys of learned settings that are not there yet: while there are any, the connection is pending. */
export function missingSettings(adapter: WithSettings, effective: JsonObject): readonly string[] {
  const { properties } = adapter.settings
  const isGiven = (key: string | undefined) => key !== undefined && effective[key] !== undefined
  return keysWith(adapter.settings, 'learned').filter(key => {
    const { learnedWith, learnedUnless } = properties[key] as SettingMarks
    const isAwaited = (learnedWith === undefined || isGiven(learnedWith)) && !isGiven(learnedUnless)
    return isAwaited && !isGiven(key)
  })
}

/** What is wrong with settings, all at once, by pointer; the values are not shown. */
export function settingsFaults(
  adapter: Pick<IntegrationAdapter, 'settings' | 'check'>,
  effective: JsonObject,
): readonly Fault[] {
  const faults = [...Value.Errors(adapter.settings, effective)].map(error => ({
    pointer: error.path,
    detail: error.message,
  }))
  if (faults.length > 0) return faults
  return (adapter.check?.(effective) ?? []).map(({ path, message }) => ({
    pointer: path,
    detail: message,
  }))
}

/** Settings for people to read: secrets are replaced. */
export function maskSettings(adapter: WithSettings, own: JsonObject): JsonObject {
  const secrets = new Set(keysWith(adapter.settings, 'secret'))
  return Object.fromEntries(
    Object.entries(own).map(([key, value]): [string, JsonValue] => [
      key,
      secrets.has(key) ? '••••' : value,
    ]),
  )
}

/**
 * Does a signature that was verified through one connection speak for another as well? Only if
 * neither of them brought the verifying secret itself: then it is the operator's, shared by both.
 */
export function sharesProof(
  adapter: WithSettings,
  through: StoredConnection | null,
  target: StoredConnection,
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
