import { resealQuarantined, wantAad } from '@conduit/core/host'
import { openFor, sealFor } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { openJson, type SealedColumn, sealJson } from '../integrations/sealed-json.ts'
import { changeRoom } from '../quarantine/quarantine-usage.ts'
import { fetchQueue, integrations, quarantine } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'
import { sealedKeyIdText } from './key-readers.ts'
import {
  controllerOf,
  olderRows,
  openedOrNull,
  type RotationPlace,
  type RotationStep,
  resultOf,
} from './rotation-step.ts'

const columns = ['settings', 'state', 'token'] as const satisfies readonly SealedColumn[]

const isOlder = columns
  .map(column => `(${column} is not null and ${sealedKeyIdText(column)} <> $3)`)
  .join(' or ')

const integrationsText = `select controller_id::text as "controllerId", id::text as id from integrations
  where (controller_id, id) > ($1::uuid, $2::uuid) and (${isOlder})
  order by controller_id, id limit $4::int for update`

/** Seals settings, state and access tokens of integrations under the active key. */
export const rotateIntegrations: RotationStep = async batch => {
  const { executor, keyring, after, limit } = batch
  const params = [after.controllerId, after.id, keyring.active, String(limit)]
  const rows = await statement<RotationPlace>(executor, integrationsText, params)
  let count = 0
  for (const ref of rows) {
    const controller = await controllerOf(batch, ref.controllerId)
    const { settings, state, token } = integrations
    const [row] = await executor
      .select({ settings, state, token })
      .from(integrations)
      .where(isIntegration(ref))
    if (controller === null || row === undefined) continue
    const owner = { id: ref.id, controller }
    const fresh = openedOrNull(() =>
      Object.fromEntries(
        columns.map(column => {
          const value = openJson(keyring, owner, column, row[column])
          return [column, value === null ? null : sealJson(keyring, owner, column, value)]
        }),
      ),
    )
    if (fresh === null) continue
    await executor.update(integrations).set(fresh).where(isIntegration(ref))
    count += 1
  }
  return resultOf(rows, limit, count)
}

/** The same of what waits to be read at platforms. */
export const rotateReadings: RotationStep = async batch => {
  const { executor, keyring, limit } = batch
  const names = { table: 'fetch_queue', id: 'id', sealed: 'ref', integration: 'integration_id' }
  const rows = await olderRows(batch, names)
  let count = 0
  for (const { controllerId, id, sealed, integrationId } of rows) {
    const controller = await controllerOf(batch, controllerId)
    if (controller === null || integrationId === null) continue
    const keys = keyring.forController(controller)
    const aad = wantAad({ id: integrationId, controller })
    const fresh = openedOrNull(() => {
      const plaintext = openFor(keys, 'want', Buffer.from(sealed, 'hex'), aad)
      return sealFor(keys, keyring.active, 'want', plaintext, aad)
    })
    if (fresh === null) continue
    await executor
      .update(fetchQueue)
      .set({ ref: fresh })
      .where(and(eq(fetchQueue.controllerId, controllerId), eq(fetchQueue.id, id)))
    count += 1
  }
  return resultOf(rows, limit, count)
}

/** The same of what was kept aside. */
export const rotateQuarantined: RotationStep = async batch => {
  const { executor, keyring, limit } = batch
  const names = { table: 'quarantine', id: 'id', sealed: 'sealed', integration: 'integration_id' }
  const rows = await olderRows(batch, names)
  const grown: Parameters<typeof changeRoom>[1][number][] = []
  for (const { controllerId, id, sealed, integrationId } of rows) {
    const controller = await controllerOf(batch, controllerId)
    if (controller === null || integrationId === null) continue
    const before = Buffer.from(sealed, 'hex')
    const fresh = openedOrNull(() => resealQuarantined(keyring, controller, { id, sealed: before }))
    if (fresh === null) continue
    await executor
      .update(quarantine)
      .set({ sealed: fresh })
      .where(and(eq(quarantine.controllerId, controllerId), eq(quarantine.id, id)))
    // Ids of keys differ in their length.
    grown.push({ controllerId, integrationId, size: fresh.length - before.length })
  }
  await changeRoom(executor, grown)
  return resultOf(rows, limit, grown.length)
}
