import type { Controller } from '@conduit/core/host'
import { type Keyring, KeyringError, VaultError } from '@conduit/privacy'
import { selectController } from '../controllers/find-controller.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { sealedKeyIdText } from './key-readers.ts'

/** How a rotation goes on. */
export interface RotationPace {
  /** Rows of one transaction. */
  readonly rows: number
  /** Called after each transaction, with the milliseconds that it took. */
  readonly rest: (took: number) => Promise<void>
  /** False: the rest is left to the next time. */
  readonly mayGoOn: () => boolean
}

/** A place in the order of controllers and ids. */
export interface RotationPlace {
  readonly controllerId: string
  readonly id: string
}

/** One transaction of a rotation. */
export interface RotationBatch {
  readonly executor: Executor
  readonly keyring: Keyring
  /** Only what comes behind it. */
  readonly after: RotationPlace
  readonly limit: number
  /** The controllers that the transaction has met. */
  readonly controllers: Map<string, Controller | null>
}

/** What a transaction has come to. */
export interface RotationResult {
  /** How many were sealed anew. */
  readonly count: number
  /** The last that was looked at; null: there are no more. */
  readonly last: RotationPlace | null
}

/** Seals some of one kind anew. */
export type RotationStep = (batch: RotationBatch) => Promise<RotationResult>

/** A row that another key than the active one sealed. */
export interface OlderRow extends RotationPlace {
  /** Hexadecimal. */
  readonly sealed: string
  readonly integrationId: string | null
}

/**
 * Rows whose blob another key than the active one sealed, locked until the transaction ends.
 *
 * @param names of the table, its id, its blob, and its integration where it has one
 */
export async function olderRows(
  { executor, keyring, after, limit }: RotationBatch,
  names: {
    readonly table: string
    readonly id: string
    readonly sealed: string
    readonly integration?: string
  },
): Promise<readonly OlderRow[]> {
  const { table, id, sealed, integration } = names
  const text = `select controller_id::text as "controllerId", ${id}::text as id,
      encode(${sealed}, 'hex') as sealed, ${integration ?? 'null'}::text as "integrationId"
    from ${table}
    where (controller_id, ${id}) > ($1::uuid, $2::uuid) and ${sealed} is not null
      and ${sealedKeyIdText(sealed)} <> $3
    order by controller_id, ${id} limit $4::int for update`
  const params = [after.controllerId, after.id, keyring.active, String(limit)]
  return await statement<OlderRow>(executor, text, params)
}

/** The controller of a row; null: it is gone. */
export async function controllerOf(
  { executor, controllers }: RotationBatch,
  controllerId: string,
): Promise<Controller | null> {
  const known = controllers.get(controllerId)
  if (known !== undefined) return known
  const found = await selectController(executor, controllerId)
  controllers.set(controllerId, found)
  return found
}

/** What `work` gives; null: nothing opens it. It stays as it is, and keeps its key from being retired. */
export function openedOrNull<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof VaultError || error instanceof KeyringError) return null
    throw error
  }
}

/** Where a transaction of these rows has ended. */
export function resultOf(
  rows: readonly RotationPlace[],
  limit: number,
  count: number,
): RotationResult {
  const last = rows.at(-1)
  const hasMore = last !== undefined && rows.length === limit
  return { count, last: hasMore ? { controllerId: last.controllerId, id: last.id } : null }
}
