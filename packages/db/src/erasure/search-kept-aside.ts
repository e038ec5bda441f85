import { type Controller, openQuarantined, wantAad } from '@conduit/core/host'
import { type Keyring, openFor } from '@conduit/privacy'
import { and, asc, eq, gt, inArray, notInArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { giveRoom, roomOf } from '../quarantine/quarantine-usage.ts'
import { fetchQueue, integrationAccounts, integrations, quarantine } from '../schema/index.ts'
import { type DocumentSource, isAbout, type Traces } from './find-in-leaves.ts'
import type { Step } from './progress.ts'

/** Whose it is that is opened, and what tells the person. */
export interface Search {
  readonly keyring: Keyring
  readonly controller: Controller
  readonly traces: Traces
  /** At these nothing goes. */
  readonly heldIntegrations: readonly string[]
  /** Only what it brought is searched; null: all is. */
  readonly onlyIntegration: string | null
  readonly at: Date
}

/** What was found in some rows of what was kept aside. */
interface Found {
  readonly ids: readonly string[]
  readonly undecodable: number
}

const mostAtOnce = 100

/**
 * Searches some of the quarantined deliveries and deletes those that are about the person. Of what
 * could not be decoded nobody can tell, so it goes too.
 *
 * @param after the last one that was searched
 * @returns null: all were
 */
export async function searchQuarantine(
  executor: Executor,
  search: Search,
  after: string | undefined,
): Promise<Step | null> {
  const { controller, keyring } = search
  const { controllerId, id, integrationId, adapter, sealed } = quarantine
  const isTheirs = eq(controllerId, controller.id)
  const rows = await executor
    .select({ id, integrationId, adapter, sealed })
    .from(quarantine)
    .where(
      and(
        isTheirs,
        after === undefined ? undefined : gt(id, after),
        notInArray(integrationId, [...search.heldIntegrations]),
        search.onlyIntegration === null ? undefined : eq(integrationId, search.onlyIntegration),
      ),
    )
    .orderBy(asc(id))
    .limit(mostAtOnce)
  const last = rows.at(-1)?.id
  if (last === undefined) return null
  const found = await foundIn(executor, search, rows, row => {
    const { content, headers } = openQuarantined(keyring, controller, row)
    if ('withheld' in content) return []
    return 'payload' in content ? [content.payload, headers] : undefined
  })
  if (found.ids.length > 0) {
    const gone = await executor
      .delete(quarantine)
      .where(and(isTheirs, inArray(id, [...found.ids])))
      .returning(roomOf)
    await giveRoom(executor, gone)
  }
  return stepOf('quarantined', found, last)
}

/** The same of what waits to be read at platforms: nothing is read by what names the person. */
export async function searchWaiting(
  executor: Executor,
  search: Search,
  after: string | undefined,
): Promise<Step | null> {
  const { controller, keyring } = search
  const { controllerId, id, integrationId, ref, state } = fetchQueue
  const isTheirs = and(eq(controllerId, controller.id), eq(state, 'waiting'))
  const waiting = await executor
    .select({ id, integrationId, ref, adapter: integrations.adapter })
    .from(fetchQueue)
    .innerJoin(
      integrations,
      and(eq(integrations.controllerId, controllerId), eq(integrations.id, integrationId)),
    )
    .where(
      and(
        isTheirs,
        after === undefined ? undefined : gt(id, after),
        notInArray(integrationId, [...search.heldIntegrations]),
        search.onlyIntegration === null ? undefined : eq(integrationId, search.onlyIntegration),
      ),
    )
    .orderBy(asc(id))
    .limit(mostAtOnce)
  const last = waiting.at(-1)?.id
  if (last === undefined) return null
  const keys = keyring.forController(controller)
  const rows = waiting.flatMap(({ ref: sealed, ...row }) =>
    sealed === null ? [] : [{ ...row, sealed }],
  )
  const found = await foundIn(executor, search, rows, ({ integrationId: at, sealed }) =>
    JSON.parse(
      Buffer.from(openFor(keys, 'want', sealed, wantAad({ id: at, controller }))).toString(),
    ),
  )
  if (found.ids.length > 0) {
    await executor
      .update(fetchQueue)
      .set({ state: 'skipped', ref: null, key: null, settledAt: search.at })
      .where(and(isTheirs, inArray(id, [...found.ids])))
  }
  return stepOf('readings', found, last)
}

function stepOf(kind: 'quarantined' | 'readings', found: Found, last: string): Step {
  const { ids, undecodable } = found
  return {
    counts: { [kind]: ids.length - undecodable, undecodable },
    searched: { [kind]: last },
  }
}

interface SealedRow extends Omit<DocumentSource, 'accounts'> {
  readonly id: string
  readonly sealed: Uint8Array
}

/** Opens each and searches it. @param openRow undefined, or it throws: it cannot be decoded */
async function foundIn<Row extends SealedRow>(
  executor: Executor,
  { keyring, controller, traces }: Search,
  rows: readonly Row[],
  openRow: (row: Row) => unknown,
): Promise<Found> {
  const accounts = await accountsOf(executor, controller.id)
  const ids: string[] = []
  let undecodable = 0
  for (const row of rows) {
    const document = openedOr(undefined, () => openRow(row))
    const source = { ...row, accounts: accounts.get(row.integrationId) ?? [] }
    if (document === undefined) undecodable += 1
    if (document === undefined || isAbout(document, source, traces, { keyring, controller })) {
      ids.push(row.id)
    }
  }
  return { ids, undecodable }
}

function openedOr<Other>(other: Other, openDocument: () => unknown): unknown {
  try {
    return openDocument()
  } catch {
    return other
  }
}

async function accountsOf(
  executor: Executor,
  controllerId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await executor
    .select()
    .from(integrationAccounts)
    .where(eq(integrationAccounts.controllerId, controllerId))
  const accounts = new Map<string, string[]>()
  for (const { integrationId, account } of rows) {
    const own = accounts.get(integrationId)
    if (own === undefined) accounts.set(integrationId, [account])
    else own.push(account)
  }
  return accounts
}
