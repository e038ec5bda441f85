import assert from 'node:assert/strict'
import { consentState } from '@conduit/core/host'
import { createController, createStore, type Database, listAuditEntries } from '@conduit/db'
import {
  type AttestedConsent,
  type ConsentNode,
  createPurpose,
  listConsents,
  mapPurpose,
  recordConsents,
  unmapPurpose,
  unmappedPurposes,
  updatePurpose,
} from '@conduit/db/consents'
import { countStatements } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { mergeSubjects, separateSubject } from '../src/people/merge-subjects.ts'
import { consentEvents, dataSubjects, integrations } from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

type Statement = Partial<(typeof consentEvents)['$inferInsert']>

const actor = { type: 'api_key', id: null } as const
const now = new Date('2026-11-20T12:00:00Z')
const day = (number: number) => new Date(Date.UTC(2026, 10, number))

/** A controller with two integrations, and what its people say. */
async function sceneOn(database: Database) {
  const { administration, close } = createStore(database, {
    keyring,
    now: () => now,
    onWaiting: async () => undefined,
  })
  const { controller } = await createController(administration, actor, { name: 'Example Ltd' })
  const controllerId = controller.id
  const [klaviyo, mailchimp] = [uuidv7(), uuidv7()]
  await asAct(database, executor =>
    executor.insert(integrations).values(
      [klaviyo, mailchimp].map(id => ({
        ...{ controllerId, id, adapter: 'any', label: 'any', status: 'enabled' as const },
        ...{ createdAt: now, updatedAt: now },
      })),
    ),
  )
  const person = async () => {
    const id = uuidv7()
    await database.run(executor =>
      executor.insert(dataSubjects).values({ controllerId, id, state: 'active', firstSeen: now }),
    )
    return id
  }
  const say = async (subjectId: string, ...statements: readonly Statement[]) => {
    await database.run(executor =>
      executor.insert(consentEvents).values(
        statements.map(statement => ({
          ...{ controllerId, id: uuidv7(), subjectId, integrationId: klaviyo, activityId: null },
          ...{ channel: 'email', purpose: 'newsletter', state: 'granted' as const },
          ...{ saidAt: day(1), isTimeSigned: true, verification: 'signed' as const },
          ...{ method: 'platform' as const, recordedAt: day(10) },
          ...statement,
        })),
      ),
    )
  }
  const list = async (filter: { subjectId?: string; integrationId?: string } = {}, size = 100) => {
    const found: ConsentNode[] = []
    for (let after: string | null = null; ; ) {
      const asked = { controllerId, ...filter }
      const page = await listConsents(database, asked, { first: size, after })
      found.push(...page.edges.map(({ node }) => node))
      if (!page.pageInfo.hasNextPage) {
        assert.equal(await page.totalCount(), found.length)
        return found
      }
      after = page.pageInfo.endCursor
    }
  }
  return { administration, close, controllerId, klaviyo, mailchimp, person, say, list }
}

const stateOf = ({ state, isConflict }: ConsentNode) => [state, isConflict]

test('a conflict shows when two names are mapped to one purpose, and goes with the mapping', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { administration, controllerId, klaviyo, mailchimp, person, say, list } = scene
    const ada = await person()
    const other = { integrationId: mailchimp, purpose: 'audience a', state: 'withdrawn' } as const
    await say(ada, { saidAt: day(2) }, { ...other, saidAt: day(3) })
    t.same((await list()).map(stateOf).sort(), [
      ['granted', false],
      ['withdrawn', false],
    ])

    const purpose = await createPurpose(administration, actor, {
      ...{ controllerId, name: 'Newsletter', legalBasis: 'consent' },
    })
    const from = { controllerId, channel: 'email', purposeId: purpose.id }
    const names = [
      { ...from, integrationId: klaviyo, platformPurpose: 'newsletter' },
      { ...from, integrationId: null, platformPurpose: 'audience a' },
    ]
    const mapped = []
    for (const each of names) mapped.push(await mapPurpose(administration, actor, each))
    const [consent, ...others] = await list()
    t.same(others, [])
    t.match(consent, {
      ...{ purposeId: purpose.id, state: 'withdrawn', since: day(3), isConflict: true },
      sources: [
        { integrationId: klaviyo, state: 'granted', since: day(2) },
        { integrationId: mailchimp, state: 'withdrawn', since: day(3) },
      ],
      history: [{ state: 'granted' }, { state: 'withdrawn' }],
    })
    t.same(await unmappedPurposes(database, controllerId), [])

    await unmapPurpose(administration, actor, { controllerId, id: mapped[1]?.id ?? '' })
    t.same(
      (await list()).map(({ isConflict }) => isConflict),
      [false, false],
    )
    t.match(await unmappedPurposes(database, controllerId), [
      { integrationId: mailchimp, purpose: 'audience a', channel: 'email', purposeId: null },
    ])
    await scene.close()
  })
})

test('what names more goes before what names less', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { administration, controllerId, klaviyo, mailchimp, person, say, list } = scene
    const [ada, bo] = [await person(), await person()]
    await say(ada, {})
    await say(bo, { integrationId: mailchimp, purpose: 'offers' })
    const map = async (name: string, mapping: object) => {
      const legalBasis = 'consent' as const
      const made = await createPurpose(administration, actor, { controllerId, name, legalBasis })
      const from = { integrationId: null, platformPurpose: null, channel: 'email' }
      const input = { controllerId, purposeId: made.id, ...from, ...mapping }
      await mapPurpose(administration, actor, input)
      return made.id
    }
    const purposeOf = async (subjectId: string) => (await list({ subjectId }))[0]?.purposeId
    t.equal(await purposeOf(ada), null)
    await map('of another channel', { channel: 'sms' })
    t.equal(await purposeOf(ada), null)
    const byDefault = await map('default', {})
    t.same([await purposeOf(ada), await purposeOf(bo)], [byDefault, byDefault])
    t.equal((await unmappedPurposes(database, controllerId)).length, 2, 'a default names nothing')
    t.equal((await unmappedPurposes(database, controllerId))[0]?.purposeId, byDefault)
    const ofKlaviyo = await map('default of one', { integrationId: klaviyo })
    t.same([await purposeOf(ada), await purposeOf(bo)], [ofKlaviyo, byDefault])
    const named = await map('by name', { platformPurpose: 'newsletter' })
    t.equal(await purposeOf(ada), named)
    const exactly = await map('by both', { platformPurpose: 'newsletter', integrationId: klaviyo })
    t.equal(await purposeOf(ada), exactly)
    const instead = await map('anew', { platformPurpose: 'newsletter', integrationId: klaviyo })
    t.equal(await purposeOf(ada), instead)
    await scene.close()
  })
})

test('people who were merged are one, and each consent stands in the list once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { controllerId, mailchimp, person, say, list } = scene
    const people: string[] = []
    for (let index = 0; index < 7; index += 1) people.push(await person())
    for (const each of people) {
      await say(each, {}, { purpose: 'offers' }, { channel: 'sms' })
      await say(each, { integrationId: mailchimp, purpose: 'audience', state: 'withdrawn' })
    }
    const [first = '', second = '', third = '', last = ''] = [0, 1, 2, 6].map(at => people[at])
    await asAct(database, async executor => {
      await mergeSubjects(executor, { controllerId, subjectId: last, into: first }, now)
      await mergeSubjects(executor, { controllerId, subjectId: second, into: third }, now)
      await mergeSubjects(executor, { controllerId, subjectId: third, into: first }, now)
    })
    await say(third, { purpose: 'of one member only' })
    const keysOf = (nodes: readonly ConsentNode[]) =>
      nodes.map(({ subjectId, channel, purpose }) => [subjectId, channel, purpose].join(' '))
    const whole = keysOf(await list())
    t.equal(whole.length, 4 * 4 + 1)
    t.equal(new Set(whole).size, whole.length)
    for (const size of [1, 2, 3, 5]) t.same(keysOf(await list({}, size)), whole, `by ${size}`)
    const ofOne = await list({ subjectId: second })
    t.same([...new Set(ofOne.map(({ subjectId }) => subjectId))], [first])
    t.equal(ofOne.length, 5)
    t.same(keysOf(await list({ subjectId: second }, 2)), keysOf(ofOne))
    const ofIntegration = await list({ integrationId: mailchimp }, 2)
    t.same(new Set(ofIntegration.map(({ purpose }) => purpose)), new Set(['audience']))
    t.equal(ofIntegration.length, 4)

    await asAct(database, executor =>
      separateSubject(executor, { controllerId, subjectId: third }, now),
    )
    t.equal((await list()).length, 5 * 4 + 1)
    t.same(await list({ subjectId: uuidv7() }), [])
    await scene.close()
  })
})

test('a page takes the same statements, however many people and names it shows', async t => {
  await forEachDatabase(t, async (t, { database: open }) => {
    const { database, texts } = countStatements(open)
    const scene = await sceneOn(database)
    const { controllerId, person, say } = scene
    const costOf = async (first: number) => {
      texts.length = 0
      const page = await listConsents(database, { controllerId }, { first })
      return [page.edges.length, texts.length]
    }
    await say(await person(), {})
    t.same(await costOf(50), [1, 3])
    for (let index = 0; index < 60; index += 1) {
      await say(await person(), {}, { purpose: `topic ${index % 7}` })
    }
    t.same(await costOf(50), [50, 3])
    await scene.close()
  })
})

test('what holds is what the rules say of all statements, also where only the newest are read', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { klaviyo, mailchimp, person, say, list } = scene
    const statement = fc
      .record({
        integrationId: fc.constantFrom(klaviyo, mailchimp),
        state: fc.constantFrom('granted' as const, 'withdrawn' as const),
        saidAt: fc.option(fc.integer({ min: 1, max: 6 }).map(day)),
        recordedAt: fc.integer({ min: 1, max: 6 }).map(day),
        verification: fc.constantFrom('signed' as const, 'unsigned' as const, 'fetched' as const),
        isTimeSigned: fc.boolean(),
      })
      .map(each => ({
        ...each,
        id: uuidv7(),
        isTimeSigned: each.isTimeSigned && each.saidAt !== null && each.verification !== 'unsigned',
      }))
    const agree = fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 12 }),
      async statements => {
        const subjectId = await person()
        await say(subjectId, ...statements)
        const [found] = await list({ subjectId })
        const expected = consentState(statements)
        assert.equal(found?.id, expected?.statement.id)
        assert.deepEqual(found?.since, expected?.since)
        assert.deepEqual(
          found?.history.map(({ id }) => id),
          expected?.history.map(({ id }) => id),
        )
      },
    )
    await fc.assert(agree, { numRuns: 50 })
    const often = await person()
    const times = Array.from({ length: 120 }, (_, index) => ({
      saidAt: new Date(day(1).getTime() + ((index * 37) % 120) * 1000),
    }))
    await say(often, ...times, { state: 'withdrawn', saidAt: day(1) })
    const [found] = await list({ subjectId: often })
    t.equal(found?.history.length, 51, 'fifty of a kind')
    t.same(found?.since, new Date(day(1).getTime() + 119_000))
    t.equal(found?.state, 'granted')
    await scene.close()
  })
})

test('what somebody recorded', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { administration, controllerId, klaviyo, person, say, list } = scene
    const ada = await person()
    const purpose = await createPurpose(administration, actor, {
      ...{ controllerId, name: 'Newsletter', legalBasis: 'consent' },
    })
    const names = { integrationId: klaviyo, platformPurpose: 'newsletter', channel: 'Email' }
    await mapPurpose(administration, actor, { controllerId, purposeId: purpose.id, ...names })
    await say(ada, {})
    const paper: AttestedConsent = {
      ...{ subjectId: ada, purposeId: purpose.id, channel: 'email', saidAt: day(4) },
      ...{ state: 'withdrawn', method: 'paper', givenThrough: 'a letter' },
    }
    const record = (changes: object = {}) =>
      recordConsents(administration, actor, controllerId, [{ ...paper, ...changes }])

    t.equal((await record()).recorded, 1)
    t.equal((await record({ channel: ' Email ' })).recorded, 0, 'the same is known')
    t.match(await list(), [
      {
        ...{ state: 'withdrawn', since: day(4), isConflict: true, purposeId: purpose.id },
        statement: {
          ...{ verification: 'attested', method: 'paper', givenThrough: 'a letter' },
          ...{ integrationId: null, recordedAt: now, actorType: 'api_key' },
        },
      },
    ])
    await say(ada, { saidAt: day(5) })
    t.match(
      await list(),
      [{ state: 'granted', isConflict: false }],
      'the platform has the last word',
    )

    await t.rejects(record({ saidAt: new Date(now.getTime() + 1) }), { code: 'invalid' })
    await t.rejects(record({ saidAt: new Date(0), channel: ' ' }), { code: 'invalid' })
    for (const channel of ['e-mail', 'push'])
      await t.rejects(record({ channel }), {
        ...{
          code: 'invalid',
          faults: [{ pointer: '/0/channel', detail: /^must be email, sms, / }],
        },
      })
    await say(ada, { channel: 'push' })
    t.equal((await record({ channel: 'push' })).recorded, 1, 'a platform has told of it')
    const fax = { integrationId: null, platformPurpose: null, channel: 'fax' }
    await mapPurpose(administration, actor, { controllerId, purposeId: purpose.id, ...fax })
    t.equal((await record({ channel: 'fax' })).recorded, 1, 'a mapping names it')
    await t.rejects(record({ subjectId: uuidv7() }), { code: 'not_found' })
    await t.rejects(record({ purposeId: uuidv7() }), { code: 'not_found' })
    const strangers = await sceneOn(database)
    const stranger = await strangers.person()
    await t.rejects(record({ subjectId: stranger }), { code: 'not_found' }, 'of another controller')
    await database.run(executor => executor.execute(sql`update data_subjects set state = 'erased'`))
    await t.rejects(record(), { code: 'not_found' }, 'who was erased')

    const { edges } = await listAuditEntries(
      database,
      { controllerIds: [controllerId], action: 'consent.recorded' },
      {},
    )
    t.match(
      edges.map(({ node }) => node.details),
      [{ count: 1 }, { count: 1 }, { count: 0 }, { count: 1 }],
    )
    await strangers.close()
    await scene.close()
  })
})

test('purposes', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOn(database)
    const { administration, controllerId, person, say } = scene
    const make = (changes: object = {}) =>
      createPurpose(administration, actor, {
        ...{ controllerId, name: 'Newsletter', legalBasis: 'consent', ...changes },
      })
    const { id } = await make({
      recipients: ['Example Mailings Ltd'],
      notice: 'https://example.com/privacy',
    })
    await t.rejects(make(), { code: 'conflict' })
    await t.rejects(make({ name: ' ' }), { code: 'invalid' })
    const changed = await updatePurpose(
      administration,
      actor,
      { controllerId, id },
      {
        ...{ isEssential: true, notice: null, retention: 'P2Y' },
      },
    )
    t.match(changed, {
      ...{ name: 'Newsletter', isEssential: true, notice: null, retention: 'P2Y' },
      recipients: ['Example Mailings Ltd'],
    })
    const unknown = { controllerId, id: uuidv7() }
    await t.rejects(updatePurpose(administration, actor, unknown, {}), { code: 'not_found' })
    await t.rejects(unmapPurpose(administration, actor, unknown), { code: 'not_found' })
    const mapping = { controllerId, purposeId: id, channel: 'email', platformPurpose: null }
    const map = (changes: object) =>
      mapPurpose(administration, actor, { ...mapping, integrationId: null, ...changes })
    await t.rejects(map({ integrationId: uuidv7() }), { code: 'not_found' })
    await t.rejects(map({ purposeId: uuidv7() }), { code: 'not_found' })
    await t.rejects(map({ channel: '' }), { code: 'invalid' })
    const ada = await person()
    const many = Array.from({ length: 130 }, (_, index) => ({ purpose: `topic ${index}` }))
    await say(ada, ...many, ...many)
    t.equal((await unmappedPurposes(database, controllerId)).length, 100, 'the first hundred')
    await scene.close()
  })
})
