import { createStore, type Database, listSubjects } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { asAct } from './as-act.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './fixtures.ts'

/** A controller of whom events are recorded, and what its people are asked. */
export async function sceneOf(database: Database) {
  let seconds = 0
  const now = () => new Date(receivedAt.getTime() + seconds++ * 1000)
  const { store, close } = createStore(database, { keyring, now, onWaiting: async () => undefined })
  const controller = controllerOf()
  const controllerIds = [controller.id]
  await asAct(database, executor =>
    executor.execute(sql`insert into data_controllers (controller_id, did, name, salt, status, created_at)
      values (${controller.id}, ${controller.did}, 'Example', decode('00', 'hex'), 'active', ${receivedAt.toISOString()})`),
  )
  const record = async (verification: 'signed' | 'unsigned', ...names: readonly string[]) => {
    const activity = activityOf(controller, { people: [personOf(controller, names)], verification })
    await store.record([
      { ...deliveryOf(controller, { activities: [activity] }), receivedAt: now() },
    ])
    return activity.id
  }
  /** Events of one delivery. */
  const recordTogether = async (...events: readonly (readonly string[])[]) => {
    const activities = events.map((names, position) =>
      activityOf(controller, { position, people: [personOf(controller, names)] }),
    )
    await store.record([{ ...deliveryOf(controller, { activities }), receivedAt: now() }])
  }
  const personBy = async (name: string) => {
    const tokens = [tokenOf(controller, name).hash]
    const { edges } = await listSubjects(database, { controllerIds, tokens }, {})
    if (edges[0] === undefined) throw new Error('nobody')
    return edges[0].node
  }
  const ref = async (name: string) => {
    const { id } = await personBy(name)
    return { controllerId: controller.id, id }
  }
  const context = { database, keyring, now, onChange: () => undefined }
  return { close, context, controller, controllerIds, now, personBy, record, recordTogether, ref }
}
