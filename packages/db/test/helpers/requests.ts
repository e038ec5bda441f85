import { createController, createStore, type Database } from '@conduit/db'
import { type BroughtRequest, createRequests, listRequests } from '@conduit/db/requests'
import type { KeyedHash } from '@conduit/privacy'
import { eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { dataControllers } from '../../src/schema/index.ts'
import { asAct } from './as-act.ts'
import { keyring, tokenOf } from './fixtures.ts'

export const actor = { type: 'api_key', id: '01a209dc-bcd3-7b6c-aa79-000000000001' }

/** A controller, a clock that can be set, and how to bring it requests. */
export async function requestScene(t: Test, database: Database, from = '2026-10-12T09:00:00Z') {
  let now = new Date(from)
  const onWaiting = async () => undefined
  const made = createStore(database, { keyring, now: () => now, onWaiting })
  t.teardown(made.close)
  const { store, administration } = made
  const { controller } = await createController(administration, actor, { name: 'Example Ltd' })
  const bring = async (email: string, changes: Partial<BroughtRequest> = {}) => {
    const request: BroughtRequest = {
      ...{ type: 'erasure', channel: 'letter', receivedAt: now },
      identifiers: [{ category: 'email', value: email }],
      tokens: [tokenOf(controller, email).hash as KeyedHash],
      names: [tokenOf(controller, email).hash as KeyedHash],
      subjectId: null,
      ...changes,
    }
    const [opened] = await createRequests(administration, actor, controller.id, [request])
    if (opened === undefined) throw new Error('nothing was opened')
    const { id, isNew, dueAt } = opened
    return { controllerId: controller.id, id, isNew, dueAt }
  }
  const read = async (id: string) => {
    const filter = { controllerIds: [controller.id], ids: [id] }
    const { edges } = await listRequests(database, filter, {})
    const [found] = edges
    if (found === undefined) throw new Error('no such request')
    return found.node
  }
  const govern = async (changes: Partial<(typeof dataControllers)['$inferInsert']>) => {
    await asAct(database, executor =>
      executor
        .update(dataControllers)
        .set(changes)
        .where(eq(dataControllers.controllerId, controller.id)),
    )
  }
  const at = (time: string) => {
    now = new Date(time)
  }
  return { store, administration, controller, bring, read, govern, at, close: made.close }
}
