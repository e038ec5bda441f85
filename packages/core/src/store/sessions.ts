import type { JsonObject } from '../contract/event.ts'
import type { Token } from '../contract/platform.ts'
import type { IntegrationRef } from './store.ts'

/** What runs at a platform hold and remember, for each integration. */
export interface Sessions {
  /**
   * Takes or prolongs the lease of an integration; false: another holder has it.
   * @param milliseconds how long it lasts, by the store's own clock: those of servers may disagree
   */
  acquire(integration: IntegrationRef, holder: string, milliseconds: number): Promise<boolean>
  release(integration: IntegrationRef, holder: string): Promise<void>
  /** The state as it is now; the remembered integration may be older. */
  state(integration: IntegrationRef): Promise<JsonObject>
  saveState(integration: IntegrationRef, state: JsonObject): Promise<void>
  /** The accounts that it has proven, switched on or not; asked for where something may be opened by that. */
  provenAccounts(integration: IntegrationRef): Promise<readonly string[]>
  token(integration: IntegrationRef): Promise<Token | null>
  saveToken(integration: IntegrationRef, token: Token | null): Promise<void>
}
