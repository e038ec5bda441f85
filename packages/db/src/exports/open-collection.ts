import type { Reference } from '@conduit/core'
import type { Controller, RequestIdentities } from '@conduit/core/host'
import type { KeyedHash, Keyring } from '@conduit/privacy'
import { and, asc, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { knownObjects } from '../people/known-objects.ts'
import { endExports } from '../requests/end-exports.ts'
import {
  identifiersOf,
  type KnownIdentifier,
  personOfRequest,
  whyNotGood,
} from '../requests/person-of-request.ts'
import { openedRequest } from '../requests/request-key.ts'
import { dataExportSources, dataExports, dataSubjectRequests } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { openTargets, unwrapExportKey } from './export-key.ts'

type Request = (typeof dataSubjectRequests)['$inferSelect']
type Export = (typeof dataExports)['$inferSelect']
type SourceRow = (typeof dataExportSources)['$inferSelect']

/** An integration of a copy that is collected. */
export interface CollectedSource extends Omit<SourceRow, 'targets'> {
  /** What was found at the platform; null: nobody has looked yet. */
  readonly targets: readonly Reference[] | null
}

/** A copy that is collected, with all that is needed for it in clear: in memory only. */
export interface Collection {
  readonly row: Omit<Export, 'tokens' | 'wrapped' | 'linkHash'>
  /** What was not collected by then fails. */
  readonly until: Date
  readonly request: Request
  readonly controller: Controller
  readonly key: Uint8Array
  readonly sources: readonly CollectedSource[]
  /** Keyed hashes of the identifiers that count as the person's. */
  readonly tokens: ReadonlySet<KeyedHash>
  /** All identifiers of the person, whether they count or not. */
  readonly known: readonly KnownIdentifier[]
  /** What the request names its person by, in clear. */
  readonly named: RequestIdentities['identifiers']
  /** Objects of the person of which platforms told, proven, by integration. */
  readonly references: ReadonlyMap<string, readonly Reference[]>
}

/** What was not collected so long after it was begun fails. */
const patience = 86_400_000

/**
 * Opens a copy that is to be collected. One whose time is over, or whose request or person has changed, fails.
 * @returns null: there is nothing to collect
 */
export async function openCollection(
  { database, keyring, now }: AdministrationContext,
  ref: RowRef,
): Promise<Collection | null> {
  return await database.transaction(async executor => {
    const [row] = await executor.select().from(dataExports).where(isRow(dataExports, ref))
    if (row === undefined || row.status !== 'collecting') return null
    const why = now() >= untilOf(row) ? 'not_in_time' : await whyNotGood(executor, row)
    const opened = why === null ? await collectionOf(executor, keyring, row) : null
    if (opened !== null) return opened
    await failExport(executor, row, now(), why ?? 'key_missing')
    return null
  })
}

function untilOf({ createdAt }: Export): Date {
  return new Date(createdAt.getTime() + patience)
}

async function collectionOf(
  executor: Executor,
  keyring: Keyring,
  copy: Export,
): Promise<Collection | null> {
  const { tokens, wrapped, linkHash: _linkHash, ...row } = copy
  const { controllerId, id, requestId, members } = row
  const [request] = await executor
    .select()
    .from(dataSubjectRequests)
    .where(isRow(dataSubjectRequests, { controllerId, id: requestId }))
  if (request === undefined || wrapped === null || tokens === null) return null
  const opened = await openedRequest(executor, keyring, request)
  if (opened === null) return null
  const { controller, identifiers: named } = opened
  const key = unwrapExportKey({ controllerId, id }, opened.key, wrapped)
  const person = await personOfRequest(executor, request)
  const sources = await executor
    .select()
    .from(dataExportSources)
    .where(
      and(eq(dataExportSources.controllerId, controllerId), eq(dataExportSources.exportId, id)),
    )
    .orderBy(asc(dataExportSources.integrationId))
  return {
    ...{ row, until: untilOf(copy), request, controller, key, named, tokens: new Set(tokens) },
    known: person === null ? [] : await identifiersOf(executor, request, person),
    sources: sources.map(({ targets, ...source }) => ({
      ...source,
      targets:
        targets === null
          ? null
          : (openTargets(key, { controllerId, id }, source.integrationId, targets) as Reference[]),
    })),
    references: await referencesOf(executor, keyring, controllerId, members),
  }
}

/** Far more than a copy reads: what is too much for it is counted. */
const mostReferences = 10_000

/** Objects that proven events gave to the person, by integration. */
async function referencesOf(
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  members: readonly string[],
): Promise<ReadonlyMap<string, readonly Reference[]>> {
  const found = await knownObjects(executor, keyring, controllerId, members, mostReferences)
  const byIntegration = grouped(found, ({ integrationId }) => integrationId)
  return new Map([...byIntegration].map(([id, all]) => [id, all.map(each => each.reference)]))
}

const job = { type: 'job', id: null } as const

/** A copy fails: what was collected is deleted, and the audit log says why. */
export async function failExport(
  executor: Executor,
  { controllerId, id }: Pick<Export, 'controllerId' | 'id'>,
  at: Date,
  reason: string,
): Promise<void> {
  const end = { status: 'failed', reason } as const
  const ended = await endExports(executor, controllerId, eq(dataExports.id, id), end)
  if (ended.length === 0) return
  await writeAudit(executor, {
    ...{ at, controllerId, actor: job, action: 'data_export.failed', outcome: 'failure' },
    ...{ objectType: 'data_export', objectId: id, details: { result: reason } },
  })
}
