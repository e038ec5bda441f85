import { openRequest } from '@conduit/core/host'
import { rewrapSubjectKey } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import { statement } from '../database/statement.ts'
import { dataSubjectRequests, requestKeys } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { nameSpacesOf } from './name-spaces.ts'
import { type Renewal, renewalsOf, renewTokens } from './renew-tokens.ts'
import {
  controllerOf,
  type OlderRow,
  olderRows,
  openedOrNull,
  type RotationBatch,
  type RotationStep,
  resultOf,
} from './rotation-step.ts'

/** Wraps the keys of requests under the active key, and makes the hashes of what they name people by anew. */
export const rotateRequests: RotationStep = async batch => {
  const { limit } = batch
  const names = { table: 'request_keys', id: 'request_id', sealed: 'wrapped' }
  const rows = await olderRows(batch, names)
  let count = 0
  for (const row of rows) if (await rotateRequest(batch, row)) count += 1
  return resultOf(rows, limit, count)
}

async function rotateRequest(
  batch: RotationBatch,
  { controllerId, id, sealed }: OlderRow,
): Promise<boolean> {
  const { executor, keyring } = batch
  const controller = await controllerOf(batch, controllerId)
  if (controller === null) return false
  const wrapped = Buffer.from(sealed, 'hex')
  const keys = keyring.forController(controller)
  const fresh = openedOrNull(() =>
    rewrapSubjectKey(keys, keyring.active, controllerId, id, wrapped),
  )
  if (fresh === null) return false
  const [row] = await executor
    .select({
      identities: dataSubjectRequests.identities,
      integrationId: dataSubjectRequests.integrationId,
    })
    .from(dataSubjectRequests)
    .where(isRow(dataSubjectRequests, { controllerId, id }))
  const request = openedOrNull(() =>
    openRequest(keyring, controller, {
      id,
      wrappedKey: wrapped,
      identities: row?.identities ?? null,
    }),
  )
  const spaces = await nameSpacesOf(executor, controllerId)
  const renewals = (request?.identifiers ?? []).flatMap(identifier => {
    const only = identifier.integrationId ?? row?.integrationId ?? null
    const own = spaces.filter(({ integrationId }) => only === null || integrationId === only)
    return renewalsOf(keyring, controller, identifier, own)
  })
  await renewTokens(executor, keyring.active, renewals)
  await renewNames(batch, id, renewals)
  await executor
    .update(requestKeys)
    .set({ wrapped: fresh })
    .where(and(eq(requestKeys.controllerId, controllerId), eq(requestKeys.requestId, id)))
  return true
}

const given = arrayRows({ controllerId: 'uuid', older: 'bytea', fresh: 'bytea' })
const requestAt = given.size + 1

const addText = `insert into request_tokens (controller_id, token, request_id)
  select distinct t.controller_id, given.fresh, t.request_id
  from ${given.from(1)} join request_tokens t on t.controller_id = given."controllerId"
    and t.token = given.older and t.request_id = $${requestAt}::uuid
  on conflict do nothing`

const dropText = `delete from request_tokens t using ${given.from(1)}
  where t.controller_id = given."controllerId" and t.token = given.older and t.request_id = $${requestAt}::uuid`

async function renewNames(
  { executor }: RotationBatch,
  requestId: string,
  renewals: readonly Renewal[],
): Promise<void> {
  if (renewals.length === 0) return
  const params = [...given.encode(renewals.map(each => ({ ...each }))), requestId]
  await statement(executor, addText, params)
  await statement(executor, dropText, params)
}
