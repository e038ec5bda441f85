import type { JsonObject } from '../contract/event.ts'
import type { Token } from '../contract/platform.ts'
import type { MemoryTables } from './memory-tables.ts'
import type { Sessions } from './sessions.ts'
import type { IntegrationRef } from './store.ts'

/** Leases, states and tokens, in a `memoryStore`. One process alone holds them: a lease has no end. */
export function memorySessions(
  tables: MemoryTables,
  provenAccounts: Sessions['provenAccounts'],
): Sessions {
  const leases = new Map<string, string>()
  const tokens = new Map<string, Token>()
  return {
    acquire: async ({ id }, holder) => {
      const current = leases.get(id)
      if (current !== undefined && current !== holder) return false
      leases.set(id, holder)
      return true
    },
    release: async ({ id }, holder) => {
      if (leases.get(id) === holder) leases.delete(id)
    },
    state: async ({ id }) => tables.integrations.find(each => each.id === id)?.state ?? {},
    provenAccounts,
    saveState: async (ref, state) => saveMemoryState(tables, ref, state),
    token: async ({ id }) => tokens.get(id) ?? null,
    saveToken: async ({ id }, token) => {
      if (token === null) tokens.delete(id)
      else tokens.set(id, token)
    },
  }
}

/** Puts another object in the place of an integration: receivers keep what they made of the old one. */
export function saveMemoryState(
  { integrations }: MemoryTables,
  { id }: IntegrationRef,
  state: JsonObject,
): void {
  const index = integrations.findIndex(each => each.id === id)
  const integration = integrations[index]
  if (integration !== undefined) integrations[index] = { ...integration, state }
}
