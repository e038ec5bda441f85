import { listAuditEntries } from '@conduit/db'
import { joinTold, restrictPerson, separatePeople } from '@conduit/db/people'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { sceneOf } from './helpers/people-scene.ts'

const actor = { type: 'api_key', id: 'one' }

test('who was named by an id alone is joined to whom the id is told to be', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, record, personBy } = await sceneOf(database)
    const idBy = async (name: string) => (await personBy(name)).id
    await record('signed', 'ada@example.com')
    await record('signed', 'con_1')
    t.not(await idBy('con_1'), await idBy('ada@example.com'))
    t.equal(await joinTold(context), 0, 'nothing says that they are one')
    await record('signed', 'con_1', 'ada@example.com', 'ada@example.org')
    t.equal(await joinTold(context), 1)
    const ada = await idBy('ada@example.com')
    t.equal(await idBy('con_1'), ada)
    t.equal(await idBy('ada@example.org'), ada, 'with what came at the same time')
    t.equal(await joinTold(context), 0, 'once')
    const audit = await listAuditEntries(database, { controllerIds: [controller.id] }, {})
    t.match(audit.edges[0]?.node, { action: 'subject.merged', actorType: 'job' })
    await close()
  })
})

test('nobody is joined of whom anything else is known', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, record, recordTogether, personBy } = await sceneOf(database)
    const idBy = async (name: string) => (await personBy(name)).id
    const staysApart = async (why: string, one: string, other: string) => {
      t.equal(await joinTold(context), 0, why)
      t.not(await idBy(one), await idBy(other), why)
    }
    await record('signed', 'ada@example.com')
    await record('signed', 'con_2', 'bo@example.com')
    await record('signed', 'con_2', 'ada@example.com')
    await staysApart('it had an address of its own', 'con_2', 'ada@example.com')

    await record('signed', 'con_8')
    await recordTogether(['con_8', 'gi@example.com'], ['con_8', 'ada@example.com'])
    await staysApart('the same delivery named an address of its own', 'con_8', 'ada@example.com')

    await record('signed', 'con_3')
    await record('unsigned', 'con_3', 'cy@example.com')
    await record('signed', 'cy@example.com')
    await staysApart('an unsigned event says so', 'con_3', 'cy@example.com')

    await record('signed', 'di@example.com')
    await record('signed', 'ed@example.com')
    await record('signed', 'con_4')
    await record('signed', 'con_4', 'di@example.com')
    await record('signed', 'con_4', 'ed@example.com')
    await staysApart('it may be either', 'con_4', 'di@example.com')

    await record('signed', 'con_5')
    await record('signed', 'con_6')
    await record('signed', 'con_5', 'con_6')
    await staysApart('both are ids', 'con_5', 'con_6')

    await record('signed', 'fi@example.com')
    await record('signed', 'con_7')
    const fi = { controllerId: controller.id, id: await idBy('con_7') }
    await restrictPerson(context, actor, fi, 'objection')
    await record('signed', 'con_7', 'fi@example.com')
    await staysApart('one of them is restricted', 'con_7', 'fi@example.com')
    await close()
  })
})

test('who was separated is not joined again', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, record, personBy } = await sceneOf(database)
    const idBy = async (name: string) => (await personBy(name)).id
    await record('signed', 'ada@example.com')
    await record('signed', 'con_1')
    const bare = await idBy('con_1')
    await record('signed', 'con_1', 'ada@example.com')
    t.equal(await joinTold(context), 1)
    await separatePeople(context, actor, { controllerId: controller.id, id: bare })
    await record('signed', 'con_1', 'ada@example.com')
    t.equal(await joinTold(context), 0)
    t.not(await idBy('con_1'), await idBy('ada@example.com'))
    await close()
  })
})
