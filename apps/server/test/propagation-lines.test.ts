import { t as root, test } from 'tap'
import { connectLoyalty } from './support/controllers.ts'
import { onBoth } from './support/on-both.ts'
import { ask } from './support/over-http.ts'
import { type Line, mapTo, purposeOf, standsAt, tellingScene } from './support/telling-scene.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const ada = { id: 'a7', email: 'ada@example.com' }
const withdrawn = '2026-10-05T08:00:00Z'

/** Words of the platform and what becomes of them. */
function wordsOf(lines: readonly Line[]) {
  return lines.map(({ platformPurpose, outcome }) => `${platformPurpose} ${outcome}`).sort()
}

test('a platform is told in the words that stand for the purpose there', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { dataControllerId, query, record } = scene
    const one = await scene.place('one.example.com')
    await one.say(ada, [], { at: '2026-10-01T08:00:00Z' })
    const [person = ''] = await scene.personBy(ada.email)
    await record(person, 'withdrawn', withdrawn)
    const words = async () => wordsOf(await scene.propagate(person, { isDryRun: true }))
    t.same(await words(), ['Newsletter would_tell'], 'without a mapping the same word')

    await one.say({ id: 'b8', email: 'bo@example.com' }, [
      ['offers', 'granted'],
      ['news', 'granted'],
    ])
    await mapTo(scene, { platformPurpose: 'news' })
    t.same(await words(), ['news would_tell'], 'else that which is mapped')
    await mapTo(scene, {})
    t.same(await words(), ['news would_tell', 'offers would_tell'], 'by default all that were said')
    const other = await purposeOf(query, dataControllerId, 'Offers')
    await mapTo(
      { ...scene, purposeId: other },
      { platformPurpose: 'offers', integrationId: one.id },
    )
    t.same(await words(), ['news would_tell'], 'what names more goes before')
    await mapTo(scene, { platformPurpose: 'untellable' })
    t.same(await words(), ['news would_tell', 'untellable unsupported'])

    await one.say(ada, [['topic', 'withdrawn']], { at: '2026-10-06T08:00:00Z' })
    await record(person, 'granted', '2026-10-07T08:00:00Z')
    await one.say({ id: 'b8', email: 'bo@example.com' }, [['unheard', 'granted']])
    t.same(
      await words(),
      ['news would_tell', 'topic would_tell', 'untellable unsupported'],
      'a grant is for no name that only others have spoken of',
    )
    await record(person, 'withdrawn', '2026-10-08T08:00:00Z')
    t.same(await words(), [
      ...['news would_tell', 'topic agrees', 'unheard would_tell'],
      'untellable unsupported',
    ])
    t.same(await scene.refusedWith(person, { purpose: 'unheard' }), [
      'nothing_known: nothing is known of it',
    ])
  })
})

test('a word that nothing maps is told where nothing maps it', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const [one, two] = [await scene.place('one.example.com'), await scene.place('two.example.com')]
    await one.say(ada, [['news', 'granted']], { at: '2026-10-01T08:00:00Z' })
    await two.say(ada, [['news', 'withdrawn']], { at: '2026-10-02T08:00:00Z' })
    const [person = ''] = await scene.personBy(ada.email)
    const lines = await scene.propagate(person, { purpose: 'news' })
    t.same(wordsOf(lines), ['news agrees', 'news would_tell'])
    await scene.run(one, two)
    t.equal(standsAt(scene.mailing, one, 'a7', 'news'), 'withdrawn')
    await one.say(ada, [['news', 'granted']], { at: '2026-10-03T08:00:00Z' })
    await two.say(ada, [['news', 'withdrawn']], { at: '2026-10-04T08:00:00Z' })
    await scene.propagate(person, { purpose: 'news' })
    await mapTo(scene, { platformPurpose: 'news' })
    await scene.run(one, two)
    const [last] = await scene.told()
    t.match(
      last,
      { outcome: 'superseded', tries: 0 },
      'what is mapped meanwhile is another purpose',
    )
  })
})

test('where nothing can be told it says why', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { app, dataControllerId } = scene
    const [one, two, three] = [
      await scene.place('one.example.com'),
      await scene.place('two.example.com', { apiKey: undefined }),
      await scene.place('three.example.com'),
    ]
    for (const { say } of [one, two, three]) await say(ada, [], { at: '2026-10-01T08:00:00Z' })
    const settings = { shop: 'probed', webhookSecret: 'long enough' }
    const loyalty = await connectLoyalty(app, dataControllerId, settings)
    const [person = ''] = await scene.personBy(ada.email)
    await scene.record(person, 'withdrawn', withdrawn)
    await ask(app, 'mutation($id: ID!) { disableIntegration(id: $id) { __typename } }', {
      id: three.id,
    })
    const lines = await scene.propagate(person)
    const outcomeAt = ({ id }: { readonly id: string }) =>
      lines.filter(({ integration }) => integration.id === id).map(({ outcome }) => outcome)
    t.same([one, two, three, loyalty].map(outcomeAt), [
      ['would_tell'],
      ['no_access'],
      ['no_access'],
      [],
    ])
    t.match(await scene.propagate(person, { integrationIds: [loyalty.id] }), [
      { outcome: 'unsupported', object: null, propagation: null },
    ])
    const foreign = one.id.replace(/^int_.{8}/, 'int_AAAAAAAA')
    t.same(await scene.refusedWith(person, { integrationIds: [foreign] }), ['not_found'])
    t.same(await scene.refusedWith(person, { integrationIds: ['none'] }), ['invalid'])
    await ask(app, 'mutation($id: ID!) { removeIntegration(id: $id) { __typename } }', {
      id: one.id,
    })
    await scene.run(one)
    t.match(await scene.told(), [{ outcome: 'failed', reason: 'integration_removed' }])
    t.same(scene.mailing.tells, [])
  })
})

test('of merged people the objects of both are told, and of none what is of others too', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { app, query, mailing } = scene
    const one = await scene.place('one.example.com')
    await mapTo(scene, { platformPurpose: 'news' })
    const other = { id: 'a8', email: 'ada.private@example.com' }
    for (const each of [ada, other])
      await one.say(each, [['news', 'granted']], { at: '2026-10-01T08:00:00Z' })
    const [person = ''] = await scene.personBy(ada.email)
    const [second = ''] = await scene.personBy(other.email)
    await query(
      'mutation($input: MergeDataSubjectsInput!) { mergeDataSubjects(input: $input) { __typename } }',
      { input: { dataSubjectId: second, intoId: person } },
    )
    await scene.record(second, 'withdrawn', withdrawn)
    t.equal((await scene.propagate(person, { isDryRun: true })).length, 2)
    await scene.propagate(person)
    await scene.run(one)
    t.same(
      ['a7', 'a8'].map(id => standsAt(mailing, one, id, 'news')),
      ['withdrawn', 'withdrawn'],
    )
    t.equal((await scene.told({ dataSubjectId: second })).length, 2)

    await scene.record(person, 'granted', '2026-10-06T08:00:00Z')
    await scene.propagate(person)
    await query('mutation($id: ID!) { separateDataSubjects(dataSubjectId: $id) { __typename } }', {
      id: second,
    })
    await scene.run(one)
    t.equal(standsAt(mailing, one, 'a8', 'news'), 'withdrawn', 'she is somebody else after all')
    await app.database.run(async executor => {
      await executor.execute(`insert into platform_refs
        select controller_id, token, (select subject_id from platform_refs o where o.token <> r.token limit 1),
          integration_id, object, sealed, created_at, is_verified from platform_refs r limit 1`)
    })
    const after = [
      ...(await scene.propagate(person, { isDryRun: true })),
      ...(await scene.propagate(second, { isDryRun: true, purpose: 'Newsletter' })),
    ]
    t.equal(after.filter(({ outcome }) => outcome === 'no_reference').length, 1)
  })
})

test('a withdrawal on all channels keeps an earlier grant from being told', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const one = await scene.place('one.example.com')
    await one.say(ada, [], { at: '2026-10-01T08:00:00Z' })
    const [person = ''] = await scene.personBy(ada.email)
    await scene.record(person, 'granted', '2026-10-05T08:00:00Z')
    await scene.propagate(person)
    await scene.record(person, 'withdrawn', '2026-10-06T08:00:00Z', { channel: 'any' })
    await scene.run(one)
    t.match(await scene.told(), [{ outcome: 'superseded', tries: 0 }])
    t.match(await scene.refusedWith(person), [/^withdrawn_on_any: /])
    await scene.record(person, 'granted', '2026-10-07T08:00:00Z')
    t.match(await scene.propagate(person), [{ outcome: 'would_tell' }])
  })
})
