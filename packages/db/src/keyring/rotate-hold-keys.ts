import { rewrapSubjectKey } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { holdKeys } from '../schema/index.ts'
import {
  controllerOf,
  olderRows,
  openedOrNull,
  type RotationStep,
  resultOf,
} from './rotation-step.ts'

/** Wraps the keys of what is kept under the active key. */
export const rotateHoldKeys: RotationStep = async batch => {
  const { executor, keyring, limit } = batch
  const rows = await olderRows(batch, { table: 'hold_keys', id: 'task_id', sealed: 'wrapped' })
  let count = 0
  for (const { controllerId, id, sealed } of rows) {
    const controller = await controllerOf(batch, controllerId)
    if (controller === null) continue
    const keys = keyring.forController(controller)
    const before = Buffer.from(sealed, 'hex')
    const wrapped = openedOrNull(() =>
      rewrapSubjectKey(keys, keyring.active, controllerId, id, before),
    )
    if (wrapped === null) continue
    await executor
      .update(holdKeys)
      .set({ wrapped })
      .where(and(eq(holdKeys.controllerId, controllerId), eq(holdKeys.taskId, id)))
    count += 1
  }
  return resultOf(rows, limit, count)
}
