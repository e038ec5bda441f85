import type { Database } from '@conduit/db'
import { trustedKeys } from '@conduit/db/audit'
import {
  type ErasedPerson,
  type ErasureContext,
  erasuresMissingIn,
  findErasedAgain,
  type OwnCounts,
  replayErasure,
} from '@conduit/db/erasure'
import {
  deleteControllerAgain,
  type ErasedAccount,
  type ErasureEntry,
  eraseAccountRecords,
  isAccountBack,
  isControllerBack,
} from '@conduit/db/offboarding'
import type { Keyring } from '@conduit/privacy'
import { ledgerFile } from './ledger-file.ts'
import { readLedger } from './read-ledger.ts'

/** What a database holds that a ledger says is erased. */
export interface RestoreReport {
  /** Erasures that the ledgers tell of. */
  readonly erasures: number
  /** People that are there again, their keys, and identifiers that are not suppressed any more. */
  readonly people: number
  readonly keys: number
  readonly identifiers: number
  /** Rows of these people, by kind. What was kept aside is only found when it is erased. */
  readonly rows: OwnCounts
  /** Accounts of integrations of which all was erased, and that are there again. */
  readonly accounts: number
  /** Organisations that had left, and are there again. */
  readonly controllers: number
  /** Of those that were erased anew: how many were, and how many are held. */
  readonly erased: number
  readonly held: number
  /** People who were merged with somebody else at the time of the backup: separate them, and check again. */
  readonly merged: number
  /** Entries that no known key has signed, places where entries are missing, and erasures in no ledger. */
  readonly unsigned: number
  readonly gaps: number
  readonly unlisted: number
}

const actor = { type: 'operator', id: null } as const

/**
 * Looks in a database, which may come from a backup, for what was erased since.
 *
 * @param paths of the ledgers: one for each server that ever erased anybody
 * @param isApplied erases it anew: our own rows and keys, and suppresses the identifiers
 */
export async function checkRestored(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring },
  paths: readonly string[],
  isApplied: boolean,
  now: () => Date,
): Promise<RestoreReport> {
  const keys = await trustedKeys(database, keyring)
  const ledgers = await Promise.all(paths.map(path => readLedger(path, keys)))
  const entries = byTime(ledgers.flatMap(({ entries: own }) => own))
  const sum = {
    ...{ people: 0, keys: 0, identifiers: 0, accounts: 0, controllers: 0 },
    ...{ erased: 0, held: 0, merged: 0 },
  }
  let rows: OwnCounts = {}
  const [first] = paths
  const ledger = first === undefined ? undefined : ledgerFile(first, keyring)
  const context: ErasureContext = { database, keyring, ledger }
  // Of whoever had left nothing else need be looked at.
  for (const erased of entries) {
    if (!('offboardingId' in erased) || !(await isControllerBack(context, erased))) continue
    sum.controllers += 1
    if (!isApplied) continue
    await deleteControllerAgain(context, actor, erased, now)
    sum.erased += 1
  }
  for (const erased of entries) {
    if ('offboardingId' in erased) continue
    if (!('subjectIds' in erased)) {
      if ((await isAccountBack(database, erased)) !== true) continue
      sum.accounts += 1
      if (isApplied) sum[await eraseAgain(context, erased, now())] += 1
      continue
    }
    const found = await findErasedAgain(database, erased)
    if (found === null) continue
    sum.people += found.people.length
    sum.keys += found.keys
    sum.identifiers += found.unsuppressed.length
    rows = together(rows, found.rows)
    if (found.others.length > 0) sum.merged += 1
    const again = found.people.length + found.unsuppressed.length + found.taskIds.length
    if (!isApplied || again === 0) continue
    const by = { actor, at: now() }
    const result = await replayErasure(context, erased, found, by)
    if (result === 'erased') sum.erased += 1
    if (result === 'held') sum.held += 1
  }
  return {
    ...{ erasures: entries.length, ...sum, rows },
    unsigned: ledgers.reduce((count, each) => count + each.unsigned, 0),
    gaps: ledgers.reduce((count, each) => count + each.gaps, 0),
    unlisted: await erasuresMissingIn(database, entries),
  }
}

async function eraseAgain(
  context: ErasureContext,
  { controllerId, integrationId, redactionId }: ErasedAccount,
  at: Date,
): Promise<'erased' | 'held'> {
  const account = { controllerId, integrationId, redactionId, actor, at }
  const { result } = await eraseAccountRecords(context, account, () => true)
  return result ?? 'held'
}

/** One of each person or account: an erasure that was tried again is written down again. */
function byTime(entries: readonly ErasureEntry[]): readonly ErasureEntry[] {
  const sorted = entries.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const unique = new Map<string, ErasureEntry>()
  for (const each of sorted) unique.set(nameOf(each), merged(unique.get(nameOf(each)), each))
  return [...unique.values()]
}

function nameOf(entry: ErasureEntry): string {
  if ('subjectIds' in entry)
    return JSON.stringify([
      entry.controllerId,
      entry.subjectIds.toSorted(),
      entry.integrationId,
      entry.taskIds,
    ])
  return JSON.stringify([
    entry.controllerId,
    'integrationId' in entry ? entry.integrationId : entry.offboardingId,
  ])
}

/** Of a person the first, with the tokens of both; of an account the last. */
function merged(known: ErasureEntry | undefined, entry: ErasureEntry): ErasureEntry {
  if (known === undefined || !('tokens' in known) || !('tokens' in entry)) return entry
  const tokens = new Map([...known.tokens, ...entry.tokens].map(one => [one.token, one]))
  return { ...known, tokens: [...tokens.values()] } satisfies ErasedPerson
}

function together(one: OwnCounts, other: OwnCounts): OwnCounts {
  const kinds = Object.keys({ ...one, ...other }) as (keyof OwnCounts)[]
  return Object.fromEntries(kinds.map(kind => [kind, (one[kind] ?? 0) + (other[kind] ?? 0)]))
}
