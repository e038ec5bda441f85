import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { t as root, type Test, test } from 'tap'
import { type Counted, count } from '../src/count/count.ts'
import { largeDelivery, nextDelivery } from '../src/load/deliveries.ts'
import { embeddedScene } from '../src/scene/scene.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

const fine = { stored: 460, lost: 0, doubled: 0, halfWritten: {}, strange: 0 }

test('counting finds what is lost, doubled, half written and strange', async t => {
  const { dataDir, recount } = await recorded(t)
  t.strictSame(await recount(), fine)

  const after = async (damage: string): Promise<Counted> => {
    const database = await PGlite.create(join(dataDir, 'pglite'))
    await database.exec(damage)
    await database.close()
    return await recount()
  }
  const one = `select id from processing_activities where delivery_id is null order by id limit 1`
  const columns = `controller_id, delivery_id, integration_id, platform_delivery_id, position, type, meaning, scope,
    account, occurred_at, received_at, path, verification, event_hash, people, subject_id, field_set, fields`

  t.match(
    await after(`insert into processing_activities (id, ${columns})
      select gen_random_uuid(), ${columns} from processing_activities where id = (${one})`),
    { stored: 460, doubled: 1, halfWritten: { 'an activity without its key of repetition': 1 } },
    'an event that is there twice',
  )
  t.match(
    await after(`delete from processing_activities where platform_delivery_id in
      (select platform_delivery_id from processing_activities where id = (${one}))`),
    {
      stored: 459,
      lost: 1,
      doubled: 0,
      halfWritten: { 'a key of repetition without what it is of': Number },
    },
    'an event that is not there any more',
  )
  t.match(
    await after(`update processing_activities set subject_id = null where id = (${one})`),
    { halfWritten: { 'an activity without its person': 1 } },
    'an event without its person',
  )
  t.match(
    await after(
      `update processing_activities set platform_delivery_id = 'evt_nobody' where id = (${one})`,
    ),
    { lost: 2, strange: 1 },
    'an event that nobody sent',
  )
  t.match(
    await after('delete from deliveries'),
    { lost: 452, halfWritten: { 'an activity without its delivery': 450 } },
    'events of a delivery that is not there',
  )
})

/** Ten deliveries of one event and one of 450, acknowledged by a server that has ended since. */
async function recorded(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-torture-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const scene = await embeddedScene(folder, {})
  const deliveries = Array.from({ length: 10 }, (_, index) => nextDelivery(index, scene.now()))
  for (const delivery of [...deliveries, largeDelivery(450)]) scene.load.add(delivery)
  scene.load.start('added')
  await scene.load.drain()

  await scene.close()
  const result = scene.load.result()
  t.equal(result.acknowledged.length, 460)
  return { dataDir: scene.dataDir, recount: () => count(scene.read, result) }
}
