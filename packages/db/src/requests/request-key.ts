import { type Controller, openRequest, type RequestIdentities } from '@conduit/core/host'
import { type Keyring, openSubjectKey } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { selectController } from '../controllers/find-controller.ts'
import type { Executor } from '../database/database.ts'
import { type dataSubjectRequests, requestKeys } from '../schema/index.ts'

/** The key of a request; null: it was destroyed. */
export async function requestKeyOf(
  executor: Executor,
  keyring: Keyring,
  controller: Pick<Controller, 'id' | 'salt'>,
  requestId: string,
): Promise<{ readonly key: Uint8Array; readonly wrapped: Uint8Array } | null> {
  const [row] = await executor
    .select({ wrapped: requestKeys.wrapped })
    .from(requestKeys)
    .where(and(eq(requestKeys.controllerId, controller.id), eq(requestKeys.requestId, requestId)))
  if (row === undefined) return null
  const keys = keyring.forController(controller)
  return { key: openSubjectKey(keys, controller.id, requestId, row.wrapped), wrapped: row.wrapped }
}

/** A request with what it names its person by in clear: in memory only. */
export interface OpenedRequest extends Pick<RequestIdentities, 'identifiers'> {
  readonly controller: Controller
  readonly key: Uint8Array
}

/** Opens a request; null: its key was destroyed. */
export async function openedRequest(
  executor: Executor,
  keyring: Keyring,
  {
    controllerId,
    id,
    identities,
  }: Pick<(typeof dataSubjectRequests)['$inferSelect'], 'controllerId' | 'id' | 'identities'>,
): Promise<OpenedRequest | null> {
  const controller = await selectController(executor, controllerId)
  if (controller === null) return null
  const found = await requestKeyOf(executor, keyring, controller, id)
  if (found === null) return null
  const sealed = { id, wrappedKey: found.wrapped, identities }
  const { identifiers } = openRequest(keyring, controller, sealed)
  return { controller, key: found.key, identifiers }
}
