import { sql } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { peopleEpochs } from '../schema/index.ts'

const given = arrayRows({ controllerId: 'uuid' })

const holdText = `select e.controller_id as id from people_epochs e
  join ${given.from(1)} on e.controller_id = given."controllerId"
  order by e.controller_id for share of e`

const makeText = `insert into people_epochs (controller_id, epoch)
  select "controllerId", 0 from ${given.from(1)} order by 1 on conflict do nothing`

/**
 * Moves the people epoch of a controller. Whoever changes who is who, or what may be kept of whom
 * (merge, separation, erasure, restriction, hold, suppression), calls it first in its transaction:
 * what was remembered of people before is then refused by the recorder of every process.
 *
 * Locks are taken in one order everywhere: epochs by controller, then keys that were seen, then
 * tokens, then the rest, each in the order of its key.
 */
export async function movePeopleEpoch(executor: Executor, controllerId: string): Promise<void> {
  await executor
    .insert(peopleEpochs)
    .values({ controllerId, epoch: 1 })
    .onConflictDoUpdate({
      target: peopleEpochs.controllerId,
      set: { epoch: sql`${peopleEpochs.epoch} + 1` },
    })
}

/** Keeps the epochs of these controllers from moving till the end of the transaction. */
export async function holdPeopleEpochs(
  executor: Executor,
  controllerIds: ReadonlySet<string>,
): Promise<void> {
  if (controllerIds.size === 0) return
  const params = given.encode([...controllerIds].map(controllerId => ({ controllerId })))
  const held = await statement(executor, holdText, params)
  if (held.length === controllerIds.size) return
  await statement(executor, makeText, params)
  await statement(executor, holdText, params)
}

/** Makes the epochs of these controllers that are missing. */
export async function makePeopleEpochs(
  executor: Executor,
  controllerIds: readonly string[],
): Promise<void> {
  await statement(
    executor,
    makeText,
    given.encode(controllerIds.map(controllerId => ({ controllerId }))),
  )
}
