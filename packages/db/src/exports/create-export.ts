import { ConduitError } from '@conduit/core'
import { formatToken } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import { identifiersOf, personOfRequest } from '../requests/person-of-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { requestKeyOf } from '../requests/request-key.ts'
import { dataExportSources, dataExports, dataSubjectRequests } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { wrapExportKey } from './export-key.ts'
import { type ExportNode, shownExport } from './list-exports.ts'
import { type ExportObstacle, obstaclesTo } from './plan-export.ts'

/** What a copy is made of beside what its request proves. */
export interface NewExport {
  readonly request: RowRef
  /** Tokens of identifiers that somebody answers for, as the plan shows them. */
  readonly approved: readonly string[]
  /** Makes the job that collects it, in the transaction that makes the copy. */
  readonly onCreated: (executor: Executor, ref: RowRef) => Promise<void>
}

const words: Readonly<Record<ExportObstacle, string>> = {
  request_closed: 'the request is closed',
  wrong_type: 'the person asks neither for access nor for portability',
  person_not_confirmed: 'nobody has said who it is that asks; confirmRequestPerson says so',
  identity_not_verified: 'nobody has checked that it is them; verifyRequestIdentity notes it',
  person_erased: 'the person was erased',
  copy_exists: 'there is one, see dataExports; deleteDataExport takes it away',
}

/**
 * Begins a copy of a person's data, for a request that is open and whose person is confirmed and
 * checked. Identifiers that the request named count as theirs, and those that are approved.
 *
 * @throws {ConduitError} `not_found`; `invalid`: an identifier that is none of the plan; `conflict`: an
 *   `ExportObstacle`, or `nothing_included`, with its code in front
 */
export async function createExport(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  { request: ref, approved, onCreated }: NewExport,
): Promise<ExportNode> {
  return await database.transaction(async executor => {
    const at = now()
    const { controllerId } = ref
    const [request] = await executor
      .select()
      .from(dataSubjectRequests)
      .where(isRow(dataSubjectRequests, ref))
      .for('update')
    const controller = await selectController(executor, controllerId)
    if (request === undefined || controller === null) throw notFound('request')
    const person = await personOfRequest(executor, request)
    const [obstacle] = await obstaclesTo(executor, request, person)
    if (obstacle !== undefined || person === null) throw refused(obstacle ?? 'person_not_confirmed')
    const known = await identifiersOf(executor, request, person)
    const verified = known.filter(({ isVerified }) => isVerified)
    const nameOf = ({ keyId, token }: (typeof known)[number]) => formatToken(keyId, token)
    assertKnown(approved, new Set(verified.map(nameOf)))
    const included = verified.filter(each => each.isNamed || approved.includes(nameOf(each)))
    if (included.length === 0)
      throw conflict('nothing_included', 'no identifier is proven, and none is said yes to')
    const requestKey = await requestKeyOf(executor, keyring, controller, request.id)
    if (requestKey === null)
      throw new ConduitError('internal', { reason: 'the key of an open request is missing' })
    const own = { controllerId, id: uuidv7() }
    const [row] = await executor
      .insert(dataExports)
      .values({
        ...{ ...own, requestId: request.id, subjectId: person.root, members: person.members },
        ...{ status: 'collecting', createdAt: at, nextRunAt: at, version: 0, parts: 0, bytes: 0 },
        ...{ tokens: included.map(({ token }) => token), downloads: 0 },
        wrapped: wrapExportKey(own, requestKey.key),
      })
      .returning()
    if (row === undefined) throw notFound('copy')
    const proven = new Set(included.map(({ integrationId }) => integrationId))
    const { members } = person
    const integrations = await integrationsOfPerson(executor, controllerId, members)
    if (integrations.length > 0)
      await executor.insert(dataExportSources).values(
        integrations.map(({ id: integrationId }) => ({
          ...{ controllerId, exportId: own.id, integrationId, outcome: 'waiting' as const },
          ...{ isIncluded: proven.has(integrationId), found: 0, asked: 0, documents: 0 },
          ...{ leftOut: 0, records: 0, recordsLeftOut: 0, tries: 0 },
        })),
      )
    const details = { count: included.filter(({ isNamed }) => !isNamed).length }
    await noteRequestEvents(executor, [{ request: ref, at, kind: 'copy_begun', actor }])
    await writeAudit(executor, {
      ...{ at, controllerId, actor, action: 'data_export.created', details },
      ...{ objectType: 'data_export', objectId: own.id },
    })
    await onCreated(executor, own)
    return shownExport(row)
  })
}

function assertKnown(approved: readonly string[], known: ReadonlySet<string>): void {
  const faults = approved.flatMap((token, index) =>
    known.has(token)
      ? []
      : [{ pointer: `/identifiers/${index}`, detail: 'must be an identifier of the plan' }],
  )
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not an identifier', faults })
}

function refused(obstacle: ExportObstacle): ConduitError {
  return conflict(obstacle, words[obstacle])
}

function conflict(code: string, reason: string): ConduitError {
  return new ConduitError('conflict', { reason: `${code}: ${reason}` })
}
