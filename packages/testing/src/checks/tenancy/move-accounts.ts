import type { JsonObject, JsonValue } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import {
  type Installation,
  type InstalledIntegration,
  otherTenantOf,
  type Play,
} from '@conduit/recordings/player'
import { Value } from '@sinclair/typebox/value'
import type { Asked } from '../context/ask-again.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { provingKeys } from '../signature/proving-keys.ts'

/** A delivery's accounts, given to another tenant. */
export interface MovedAccounts {
  readonly installation: Installation
  readonly otherTenant: InstalledIntegration
  readonly foreign: readonly string[]
  /** How many of its events rightly belong to no account. */
  readonly withoutAccount: number
}

/**
 * The delivery's accounts given to another controller's integration, which has the same secret as
 * its own; the caller names others instead. Null where settings name no account of the delivery.
 */
export function moveAccounts({ play, ...delivery }: RecordedDelivery): MovedAccounts | null {
  const { installation, seen, settings } = delivery
  const { adapter } = seen
  const own = adapter.accounts?.(settings) ?? []
  const told = accountsOf(play)
  // An account that no event tells may still stand in the delivery: then parseEvent must look.
  const foreign = told.length > 0 ? told : own.filter(account => isNamedIn(delivery, account))
  const away = (integration: InstalledIntegration) =>
    movedAway(adapter, installation.options, integration, foreign)
  const [caller, ...others] = installation.integrations
  const moved = away(caller)
  if (foreign.length === 0 || moved === null) return null
  const { settings: theirs, ...rest } = otherTenantOf(installation)
  // Even where the operator's secret speaks for all: not for whoever brings one of his own.
  const otherTenant: InstalledIntegration = {
    ...{ ...rest, accounts: foreign },
    settings: { ...theirs, ...secretsIn(adapter, installation.options) },
  }
  return {
    ...{ otherTenant, foreign, withoutAccount: told.length > 0 ? withoutAccount(play) : 0 },
    installation: {
      options: installation.options,
      integrations: [moved, ...others.map(each => away(each) ?? each)],
    },
  }
}

/** An integration with other accounts than these; null: its settings name none. */
function movedAway(
  adapter: Asked['adapter'],
  options: JsonObject,
  integration: InstalledIntegration,
  foreign: readonly string[],
): InstalledIntegration | null {
  const effective = effectiveSettings(adapter, options, integration.settings)
  const changes = changesAway(adapter, effective, foreign)
  if (changes === null) return null
  const accounts = adapter.accounts?.({ ...effective, ...changes }) ?? []
  return { ...integration, settings: { ...integration.settings, ...changes }, accounts }
}

/**
 * Settings by which the integration has other accounts than these; null: there are none. Where they
 * stand in the settings, that is certain; else `accounts()` has to tell.
 */
function changesAway(
  { settings: { properties }, accounts }: Asked['adapter'],
  settings: JsonObject,
  foreign: readonly string[],
): JsonObject | null {
  const holding = Object.entries(settings).filter(([, value]) =>
    [value].flat().some(each => foreign.includes(String(each))),
  )
  if (holding.length > 0) {
    return Object.fromEntries(holding.map(([key, value]) => [key, other(value)]))
  }
  const accountsWith = (key: string, value: JsonValue) =>
    accounts?.({ ...settings, [key]: value }) ?? []
  for (const [key, schema] of Object.entries(properties)) {
    const set = settings[key]
    // Where a recording leaves the accounts open, they can be named as well.
    const named = foreign.flatMap((account): JsonValue[] => [account, [account]])
    const values = set === undefined ? named.filter(value => Value.Check(schema, value)) : [set]
    const home = values.find(value => accountsWith(key, value).some(each => foreign.includes(each)))
    if (home === undefined) continue
    const theirs = accountsWith(key, other(home))
    const isAway = theirs.length > 0 && !theirs.some(account => foreign.includes(account))
    if (isAway) return { [key]: other(home) }
  }
  return null
}

function isNamedIn({ request }: Pick<RecordedDelivery, 'request'>, account: string): boolean {
  return `${JSON.stringify(request.headers)} ${request.body}`.includes(account)
}

/** What verifies, of these settings. */
function secretsIn(adapter: Asked['adapter'], settings: JsonObject): JsonObject {
  const keys = provingKeys(adapter, settings)
  return Object.fromEntries(keys.map(key => [key, settings[key] ?? null]))
}

/** Accounts by what was recorded, and by what the recording says should have been. */
function accountsOf({ observed, recording }: Play): readonly string[] {
  const said = (recording?.expect.events ?? []).flatMap(({ tenant = {} }) =>
    Object.entries(tenant).flatMap(([name, value]) => (name === 'did' ? [] : String(value))),
  )
  const seen = (observed?.activities ?? []).flatMap(({ account }) => account ?? [])
  return [...new Set([...said, ...seen])]
}

/** Events of the delivery that rightly belong to no account. */
function withoutAccount({ observed, recording }: Play): number {
  const events = recording?.expect.events ?? []
  if (events.some(({ tenant }) => tenant !== undefined)) {
    return events.filter(({ tenant }) => tenant === undefined).length
  }
  return (observed?.activities ?? []).filter(({ account }) => account === null).length
}

/** Another value of the same form: digits are others, or else the last letter. */
function other(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(other)
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return value
  const turned = value.replaceAll(/\d/g, digit => String((Number(digit) + 1) % 10))
  return turned === value ? `${value.slice(0, -1)}${value.endsWith('x') ? 'y' : 'x'}` : turned
}
