import type { Occurrence, Resolution } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { claimTokens } from './claim-tokens.ts'
import type { KnownPeople } from './find-people.ts'
import { loadKeys, type PeopleRows, sealPeople } from './seal-people.ts'

/** People of activities, settled: who they are, and the rows of what is new about them. */
export interface SettledPeople {
  readonly occurrences: readonly Occurrence[]
  readonly resolution: Resolution
  readonly rows: PeopleRows
}

/** Decides who is who, and seals what is new. */
export async function settlePeople(
  executor: Executor,
  keyring: Keyring,
  occurrences: readonly Occurrence[],
  known: KnownPeople,
): Promise<SettledPeople> {
  const resolution = await claimTokens(executor, occurrences, known)
  const wrapped = await loadKeys(executor, occurrences, resolution, known)
  const rows = sealPeople(keyring, occurrences, resolution, { ...known, wrapped })
  return { occurrences, resolution, rows }
}
