import {
  type Answered,
  type IntegrationRef,
  type Store,
  type StoredIntegration,
  whenAnswered,
} from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import { isUuid } from '@conduit/privacy'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database } from '../database/database.ts'
import { findAccountOwner, findByAdapter } from '../integrations/find-integrations.ts'
import { openIntegration } from '../integrations/open-integration.ts'
import { findKeyHolder, type HeldKey } from '../keys/find-key-holder.ts'
import { lookupCache } from './lookup-cache.ts'

/** The look-ups of receivers, remembered for a few seconds and then answered at once. */
export interface Lookups
  extends Pick<Store, 'keyHolder' | 'integration' | 'integrationsOf' | 'accountOwner'> {
  /** To be called after every change of keys, controllers or integrations in this process. */
  forgetAll(): void
  /** To be called after a change of one integration's state. */
  forgetIntegration(integration: IntegrationRef): void
}

/** What looking up needs beside the database. */
interface LookupsOptions {
  readonly keyring: Keyring
  readonly now: () => Date
  /** Milliseconds by a clock that is never set. */
  readonly elapsed: () => number
}

/**
 * Makes the look-ups. Each webhook needs two or three of them, so they are remembered: what another
 * process changes shows after five seconds at most. As long as an integration is remembered it is
 * the same object, so that what was made of it can be kept with it.
 */
export function createLookups(
  database: Database,
  { keyring, now, elapsed }: LookupsOptions,
): Lookups {
  const holders = lookupCache<HeldKey>(elapsed)
  const integrations = lookupCache<StoredIntegration>(elapsed)
  const byAdapter = lookupCache<readonly IntegrationRef[]>(elapsed)
  const byAccount = lookupCache<IntegrationRef | 'unproven'>(elapsed)

  const integration = (ref: IntegrationRef): Answered<StoredIntegration | null> => {
    // The id may come from a URL that anyone can type.
    if (!isUuid(ref.controllerId) || !isUuid(ref.id)) return null
    return integrations.get(nameOf(ref), () => openEnabled(database, keyring, ref))
  }

  return {
    integration,
    keyHolder: hash => {
      const held = holders.get(hash, () => findKeyHolder(database, hash))
      return whenAnswered(held, found =>
        found === null || isOver(found, now()) ? null : found.holder,
      )
    },
    integrationsOf: (controllerId, adapter) => {
      const refs = byAdapter.get(`${controllerId} ${adapter}`, () =>
        findByAdapter(database, controllerId, adapter),
      )
      return whenAnswered(refs, found => foundOf((found ?? []).map(integration)))
    },
    accountOwner: (adapter, account) => {
      // No list holds what a column of text would refuse.
      if (cleanText(account, textLimits.account) !== account) return null
      const owner = byAccount.get(`${adapter} ${account}`, () =>
        findAccountOwner(database, adapter, account),
      )
      return whenAnswered(owner, found =>
        found === null || found === 'unproven' ? found : integration(found),
      )
    },
    forgetAll: () => {
      for (const cache of [holders, integrations, byAdapter, byAccount]) cache.forget()
    },
    forgetIntegration: ref => integrations.forget(nameOf(ref)),
  }
}

async function openEnabled(
  database: Database,
  keyring: Keyring,
  ref: IntegrationRef,
): Promise<StoredIntegration | null> {
  const opened = await openIntegration(database, keyring, ref)
  return opened?.isEnabled === true ? opened.integration : null
}

function nameOf({ controllerId, id }: IntegrationRef): string {
  return `${controllerId} ${id}`
}

function isOver({ expiresAt }: HeldKey, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}

/** Those that were found, at once if all answers are there. */
function foundOf(
  answers: readonly Answered<StoredIntegration | null>[],
): Answered<readonly StoredIntegration[]> {
  const found: StoredIntegration[] = []
  for (const answer of answers) {
    if (answer instanceof Promise) {
      return Promise.all(answers).then(all => all.filter(each => each !== null))
    }
    if (answer !== null) found.push(answer)
  }
  return found
}
