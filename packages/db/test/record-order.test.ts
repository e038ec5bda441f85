import type { ActivityRecord, Controller } from '@conduit/core/host'
import {
  createRecorder,
  type Executor,
  migrate,
  openDatabase,
  type RecordContext,
} from '@conduit/db'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { shortOf } from '../src/database/short-hash.ts'
import { identifierTokens, seenKeys } from '../src/schema/index.ts'
import { postgresOnly } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'
import { untilLocked } from './helpers/until-locked.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
const integrationId = uuidv7()
const want = (controller: Controller) => ({
  key: keyOf(controller, 'want'),
  ref: Buffer.from('ref'),
})

/** Two names of which the first comes later: whoever takes rows as they are given takes it first. */
function lastFirst(hashOf: (name: string) => string): readonly [string, string] {
  const [low = '', high = ''] = ['one', 'two'].sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1))
  return [high, low]
}

type Take = (executor: Executor, controller: Controller, name: string) => Promise<unknown>

const takeKey: Take = (executor, controller, name) =>
  executor.insert(seenKeys).values({
    ...{ controllerId: controller.id, key: shortOf(keyOf(controller, name)) },
    ...{ deliveryId: uuidv7(), seenAt: receivedAt },
  })

const takeToken: Take = (executor, controller, name) => {
  const { hash: token, kind, keyId, normaliser } = tokenOf(controller, name)
  return executor.insert(identifierTokens).values({
    ...{ controllerId: controller.id, token, kind, keyId, normaliser },
    ...{ subjectId: uuidv7(), integrationId, firstSeen: receivedAt, isVerified: true },
  })
}

test('what two servers record at once is claimed in one order', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const [database, other] = [await openDatabase({ url }), await openDatabase({ url })]
  t.teardown(() => Promise.all([database.close(), other.close()]))
  await migrate(database)
  const recorder = createRecorder(database, context)

  /**
   * Records something while another transaction, which goes by the order, has the first of two rows
   * and then takes the second: were that one taken already, the two would wait for each other.
   */
  async function recordBeside(
    t: Test,
    activity: ActivityRecord,
    controller: Controller,
    [high, low]: readonly [string, string],
    take: Take,
  ): Promise<void> {
    let recorded: Promise<unknown> = Promise.resolve()
    const isOver = new Error('enough')
    const beside = other.transaction(async executor => {
      await executor.execute(sql`set local lock_timeout = '300ms'`)
      await take(executor, controller, low)
      recorded = recorder.record([deliveryOf(controller, { activities: [activity] })])
      await untilLocked(database, recorded)
      await take(executor, controller, high)
      throw isOver
    })
    await t.rejects(beside, isOver, 'the second row is free as long as the first is not taken')
    t.match(await recorded, [{ outcome: 'recorded' }])
  }

  for (const [what, isWanted] of [
    ['ordinary', false],
    ['to be read', true],
  ] as const) {
    await t.test(`events, ${what}`, async t => {
      const controller = controllerOf()
      const keys = lastFirst(name => keyOf(controller, name))
      const wanted = isWanted ? { want: want(controller) } : {}
      await recordBeside(t, activityOf(controller, { keys, ...wanted }), controller, keys, takeKey)
    })
    await t.test(`people, ${what}`, async t => {
      const controller = controllerOf()
      const names = lastFirst(name => tokenOf(controller, name).hash)
      const wanted = isWanted ? { want: want(controller) } : {}
      const people = [personOf(controller, names)]
      const activity = activityOf(controller, { people, ...wanted })
      await recordBeside(t, activity, controller, names, takeToken)
    })
  }
  await recorder.close()
})
