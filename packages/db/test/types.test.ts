import { listAuditEntries, serverId, writeAudit } from '@conduit/db'
import type { KeyedHash } from '@conduit/privacy'
import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { shortOf } from '../src/database/short-hash.ts'
import { auditEntries, deliveries, processingActivities, seenKeys } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'

const id = '01a209dc-bcd3-7b6c-aa79-5044eb5208cd'
const moment = new Date('2026-11-23T10:11:12.345Z')

test('both drivers give the same values', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await database.run(async executor => {
      const key = shortOf('00017f80ff'.padEnd(64, '0') as KeyedHash)
      await executor
        .insert(seenKeys)
        .values({ controllerId: id, key, deliveryId: id, seenAt: moment })
      const [seen] = await executor.select().from(seenKeys).where(eq(seenKeys.key, key))
      t.equal(seen?.key, '00017f80-ff00-0000-0000-000000000000', 'a short hash is a UUID')
      t.same(seen?.seenAt, moment)
      t.equal(seen?.deliveryId, id)
    })

    await database.run(async executor => {
      await writeAudit(executor, {
        at: moment,
        controllerId: serverId,
        actor: { type: 'operator', id: null },
        action: 'test.ran',
        objectType: 'test',
        objectId: null,
        details: { count: 3, changed: ['a'], ...{ value: 'not on the list' } },
      })
      await executor.update(auditEntries).set({ seq: 9_007_199_254_740_991 })
    })
    const { edges } = await listAuditEntries(database, { controllerIds: [serverId] }, {})
    const [entry] = edges.map(({ node }) => node)
    t.same(entry?.details, { count: 3, changed: ['a'] }, 'details come from an allow-list')
    t.equal(entry?.seq, 9_007_199_254_740_991, 'bigint is an exact number')
    t.same(entry?.at, moment)
    t.equal(entry?.leafHash, null)

    await database.run(async executor => {
      const common = { controllerId: id, id, integrationId: id, receivedAt: moment }
      const rest = { verification: 'signed', activities: 1, ignored: 0, rejected: 0 } as const
      await executor.insert(deliveries).values({ ...common, ...rest, outcome: 'recorded' })
      const fields = [['/é/"\\', 'email', 0]] as const
      await executor.insert(processingActivities).values({
        ...common,
        deliveryId: id,
        position: 0,
        type: 'a',
        meaning: 'processing',
        scope: 'person',
        path: '',
        verification: 'signed',
        people: 1,
        fields,
      })
      const [delivery] = await executor.select().from(deliveries)
      const [activity] = await executor.select().from(processingActivities)
      t.equal(delivery?.activities, 1)
      t.equal(delivery?.platformDeliveryId, null)
      t.same(activity?.fields, fields)
      t.equal(activity?.people, 1)
    })
  })
})

test('audit entries are append-only', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const actor = { type: 'operator', id: null }
    const entry = {
      at: moment,
      controllerId: id,
      actor,
      action: 'a',
      objectType: 'o',
      objectId: null,
    }
    await database.run(executor => writeAudit(executor, entry))
    const attempts = [
      () => database.run(executor => executor.update(auditEntries).set({ action: 'b' })),
      () => database.run(executor => executor.delete(auditEntries)),
    ]
    for (const attempt of attempts) await t.rejects(attempt(), { name: 'DatabaseError' })
    await database.run(executor => executor.update(auditEntries).set({ seq: 1 }))
    await t.rejects(
      database.run(executor => executor.update(auditEntries).set({ seq: 2 })),
      { name: 'DatabaseError' },
      'a number is given once',
    )
  })
})
