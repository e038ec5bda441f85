import { decodeId } from '@conduit/core/host'
import { dueWork } from '@conduit/server'
import { t as root, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { onBoth } from './support/on-both.ts'
import { rowsOf } from './support/rows-of.ts'
import {
  mapTo,
  type Place,
  standsAt,
  type TellingScene,
  tellingScene,
} from './support/telling-scene.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const ada = { id: 'a7', email: 'ada@example.com' }

/** Ada allowed the newsletter at some places, and a letter withdrew it. */
async function withdrawnByLetter(scene: TellingScene, ...places: readonly Place[]) {
  await mapTo(scene, { platformPurpose: 'news' })
  for (const { say } of places)
    await say(ada, [['news', 'granted']], { at: '2026-10-01T08:00:00Z' })
  const [person = ''] = await scene.personBy(ada.email)
  await scene.record(person, 'withdrawn', '2026-10-05T08:00:00Z')
  return person
}

test('a dry run shows what would be told, then platforms are told and looked at', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing, app, query, dataControllerId } = scene
    const [one, two, three] = [
      await scene.place('one.example.com'),
      await scene.place('two.example.com'),
      await scene.place('three.example.com'),
    ]
    const person = await withdrawnByLetter(scene, one, two, three)
    const dry = await scene.propagate(person, { isDryRun: true })
    const line = { object: 'profile', platformPurpose: 'news', outcome: 'would_tell' }
    t.same(
      sorted(dry),
      sorted(
        [one, two, three].map(({ id }) => ({ ...line, integration: { id }, propagation: null })),
      ),
    )
    t.same(await scene.told(), [], 'a dry run changes nothing')
    await scene.run(one, two, three)
    t.same([mailing.tells, mailing.looks], [[], []], 'and calls nobody')

    mailing.behave = ({ host, state }) => {
      if (state === null) return 'take'
      if (host === three.host) return { status: 409 }
      return host === two.host ? 1 : 'take'
    }
    const lines = await scene.propagate(person)
    t.equal(lines.filter(({ propagation }) => propagation !== null).length, 3)
    t.equal((await dueWork(app.services)).tellings.length, 3)
    t.match(await scene.told(), [{ outcome: 'waiting', found: null, tries: 0 }, {}, {}])
    await scene.run(one, two, three)
    const at = async ({ id }: Place) => (await scene.told({ integrationId: id }))[0]
    t.match(await at(one), { outcome: 'told', found: 'withdrawn', nextAt: null, tries: 1 })
    t.equal((await at(one))?.confirmedAt, '2026-11-01T12:00:00.000Z')
    t.match(await at(two), { outcome: 'told', found: 'unknown', confirmedAt: null })
    t.equal((await at(two))?.nextAt, '2026-11-01T12:01:00.000Z')
    t.match(await at(three), { outcome: 'refused', found: null, nextAt: null })
    t.same((await dueWork(app.services)).tellings, [], 'nothing is to be done before a minute')
    await scene.run(two)
    t.equal(mailing.looks.length, 2)
    app.clock.advance(60)
    await scene.run(one, two, three)
    t.match(await at(two), { outcome: 'told', found: 'withdrawn', nextAt: null })
    t.same(
      [one, two, three].map(place => standsAt(mailing, place, 'a7', 'news')),
      ['withdrawn', 'withdrawn', null],
    )
    t.equal(mailing.tells.length, 3, 'nobody was told twice')
    t.same(await scene.attention(), { propagations_failed: 1 })

    const { dataSubject, consents } = await query<{
      dataSubject: { propagations: object[] }
      consents: { nodes: { conflict: boolean; canBeTold: boolean; propagations: object[] }[] }
    }>(
      `query($id: ID!, $filter: ConsentFilter!) {
        dataSubject(id: $id) { propagations { dataSubjectId createdBy object channel purpose } }
        consents(filter: $filter) { nodes { conflict canBeTold propagations(first: 2) { id } } } }`,
      { id: person, filter: { dataControllerId } },
    )
    const shown = { dataSubjectId: person, object: 'profile', channel: 'email' }
    t.match(dataSubject.propagations, [{ ...shown, purpose: 'Newsletter' }, {}, {}])
    t.match(consents.nodes, [{ conflict: true, canBeTold: true, propagations: [{}, {}] }])

    await one.say(ada, [['news', 'withdrawn']], { at: '2026-11-01T12:00:00Z' })
    await two.say(ada, [['news', 'withdrawn']], { at: '2026-11-01T12:00:00Z' })
    await three.say(ada, [['news', 'withdrawn']], { at: '2026-11-01T12:00:00Z' })
    const { consents: after } = await query<{ consents: { nodes: object[] } }>(
      'query($filter: ConsentFilter!) { consents(filter: $filter) { nodes { conflict canBeTold } } }',
      { filter: { dataControllerId } },
    )
    t.same(after.nodes, [{ conflict: false, canBeTold: false }], 'the platforms have said so')
    t.same(await scene.attention(), {}, 'nor does what was refused need anybody')
    const agreed = await scene.propagate(person)
    t.same([...new Set(agreed.map(({ outcome }) => outcome))], ['agrees'])

    const entries = await rowsOf<{ action: string; details: object }>(
      app,
      "select action, details from audit_entries where action like 'consent%ed' and action <> 'consent.recorded' order by id",
    )
    t.match(entries[0], {
      action: 'consent.propagated',
      details: { count: 3, status: 'withdrawn' },
    })
    t.same(entries.filter(({ action }) => action === 'consent_propagation.ended').length, 3)
    t.notMatch(app.log.text() + JSON.stringify(entries), /ada@|"a7"|profiles\//)
    const topics = await rowsOf<{ topic: string }>(
      app,
      "select topic from event_outbox where topic = 'consent_propagation.changed' order by topic",
    )
    t.ok(topics.length > 6, 'each change is told')
  })
})

test('a platform that never says the same needs somebody', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const one = await scene.place('one.example.com')
    const person = await withdrawnByLetter(scene, one)
    scene.mailing.behave = () => 99
    scene.mailing.state.set('one.example.com a7 news', 'granted')
    await scene.propagate(person)
    const times = []
    for (let minute = 0; minute <= 40; minute += 1) {
      const before = scene.mailing.looks.length
      await scene.run(one)
      if (scene.mailing.looks.length > before) times.push(minute)
      scene.app.clock.advance(60)
    }
    t.same(times, [0, 1, 5, 30])
    t.equal(scene.mailing.tells.length, 1)
    t.match(await scene.told(), [{ outcome: 'told', found: 'granted', nextAt: null }])
    t.same(await scene.attention(), { propagations_different: 1 })
  })
})

test('a platform that wants to be left alone is, and one that fails is given up after five tries', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing, app } = scene
    const [one, two] = [await scene.place('one.example.com'), await scene.place('two.example.com')]
    const person = await withdrawnByLetter(scene, one, two)
    await one.say({ id: 'b8', email: 'bo@example.com' }, [['news', 'granted']])
    const [bo = ''] = await scene.personBy('bo@example.com')
    await scene.record(bo, 'withdrawn', '2026-10-05T08:00:00Z')
    mailing.behave = ({ host }) =>
      host === one.host ? { status: 429, headers: { 'retry-after': '90' } } : { status: 500 }
    await scene.propagate(person)
    await scene.propagate(bo)
    await scene.run(one, two)
    t.same(
      mailing.tells.map(({ host }) => host),
      [one.host, two.host],
      'nobody else of that platform is tried meanwhile',
    )
    app.clock.advance(80)
    await scene.run(one)
    t.equal(mailing.tells.length, 2)
    t.match(await scene.told({ integrationId: one.id, dataSubjectId: person }), [
      { outcome: 'waiting', tries: 1, reason: 'rate_limited' },
    ])
    app.clock.advance(10)
    mailing.behave = ({ host }) => (host === one.host ? 'take' : { status: 500 })
    await scene.run(one)
    t.match(await scene.told({ integrationId: one.id }), [
      { outcome: 'told', found: 'withdrawn' },
      { outcome: 'told', found: 'withdrawn' },
    ])
    const tells = () => mailing.tells.filter(({ host }) => host === two.host).length
    for (let minutes = 0; minutes < 120; minutes += 1) {
      app.clock.advance(60)
      await scene.run(two)
    }
    t.match(await scene.told({ integrationId: two.id }), [
      { outcome: 'failed', tries: 5, reason: 'upstream_error', nextAt: null },
    ])
    t.equal(tells(), 1, 'before it is told again it is looked at, which fails as well')
    t.same(await scene.attention(), { propagations_failed: 1 })
    mailing.behave = () => 'take'
    await scene.propagate(person, { integrationIds: [two.id] })
    await scene.run(two)
    t.same(await scene.attention(), {}, 'until it was told after all')
  })
})

test('a crash between telling and looking tells nobody twice', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing, breaking } = scene
    const one = await scene.place('one.example.com')
    const person = await withdrawnByLetter(scene, one)
    await scene.propagate(person)
    mailing.during = async () => {
      breaking.isBroken = true
    }
    await t.rejects(scene.run(one), { code: 'unavailable' })
    breaking.isBroken = false
    t.match(await scene.told(), [{ outcome: 'waiting', tries: 1 }])
    await scene.run(one)
    t.equal(mailing.looks.length, 0, 'it is still held')
    await scene.expire()
    await scene.run(one)
    t.match(await scene.told(), [{ outcome: 'told', found: 'withdrawn', tries: 2 }])
    t.equal(mailing.tells.length, 1)
  })
})

test('what is decided later ends what is under way, and comes after it', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing } = scene
    const one = await scene.place('one.example.com')
    const person = await withdrawnByLetter(scene, one)
    await one.say(ada, [['news', 'withdrawn']], { at: '2026-10-05T09:00:00Z' })
    await scene.record(person, 'granted', '2026-10-06T08:00:00Z')
    await scene.propagate(person)
    t.match(await scene.told(), [{ outcome: 'waiting', state: 'granted' }])
    await scene.record(person, 'withdrawn', '2026-10-07T08:00:00Z')
    await scene.run(one)
    t.match(await scene.told(), [{ outcome: 'superseded', reason: 'superseded' }])
    t.same(mailing.tells, [], 'nobody asked for the later one, and the older does not hold')

    await scene.record(person, 'granted', '2026-10-08T08:00:00Z')
    await scene.propagate(person)
    mailing.during = async () => {
      mailing.during = async () => undefined
      await scene.record(person, 'withdrawn', '2026-10-09T08:00:00Z')
      await scene.propagate(person)
      await scene.run(one)
      t.equal(mailing.tells.length, 1, 'it waits for the call that is under way')
    }
    await scene.run(one)
    t.same(
      mailing.tells.map(({ state }) => state),
      ['granted', 'withdrawn'],
    )
    const [withdrawal, grant] = await scene.told()
    t.match(withdrawal, { outcome: 'told', found: 'withdrawn' })
    t.match(grant, { outcome: 'told', found: null, reason: 'superseded', nextAt: null })
    t.same(await scene.attention(), {})
  })
})

test('asked for twice it is told once, and anew where it was told otherwise since', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing } = scene
    const one = await scene.place('one.example.com')
    const person = await withdrawnByLetter(scene, one)
    const [first] = await scene.propagate(person)
    const [second] = await scene.propagate(person)
    t.equal(first?.propagation?.id, second?.propagation?.id)
    await Promise.all([scene.run(one), scene.run(one)])
    t.equal(mailing.tells.length, 1)
    await scene.record(person, 'granted', '2026-10-20T08:00:00Z')
    t.match(await scene.propagate(person), [{ outcome: 'would_tell' }], 'its own word is overtaken')
    await scene.run(one)
    t.equal(standsAt(mailing, one, 'a7', 'news'), 'granted')
    t.match(await scene.propagate(person), [{ outcome: 'agrees' }])
  })
})

test('a grant that nothing proves is never told, nor is anything told to what nothing proves', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { mailing, app } = scene
    const [one, two] = [await scene.place('one.example.com'), await scene.place('two.example.com')]
    await mapTo(scene, {})
    const unsigned = { isSigned: false }
    await one.say(ada, [['news', 'withdrawn']])
    const [person = ''] = await scene.personBy(ada.email)
    await one.say(ada, [['news', 'granted']], unsigned)
    await two.say(ada, [['news', 'granted']], unsigned)
    const outcomes = (await scene.propagate(person, { integrationIds: [one.id, two.id] })).map(
      ({ integration, outcome }) => [integration.id === one.id, outcome] as const,
    )
    t.same(
      outcomes.toSorted(([is]) => (is ? -1 : 1)),
      [
        [true, 'would_tell'],
        [false, 'no_reference'],
      ],
      'an unsigned reference is not told to, and an unsigned grant keeps no withdrawal back',
    )
    await scene.run(one, two)
    t.same(
      mailing.tells.map(({ host, state }) => `${host} ${state}`),
      ['one.example.com withdrawn'],
    )

    const bo = { id: 'b8', email: 'bo@example.com' }
    await one.say(bo, [['news', 'granted']], unsigned)
    const [stranger = ''] = await scene.personBy(bo.email)
    t.match(await scene.refusedWith(stranger), [/^unproven: /])
    mailing.members.set('b8', {
      ...bo,
      at: '2026-10-20T08:00:00Z',
      says: [{ channel: 'email', purpose: 'news', state: 'granted' }],
    })
    await one.say(undefined, [], { id: 'b8' })
    const read = await scene.personBy(bo.email)
    t.match(
      await scene.propagate(read[0] ?? ''),
      [{ outcome: 'agrees' }],
      'what was read is proven',
    )
    await app.graph(
      `mutation($input: ImportConsentsInput!) { importConsents(input: $input) { results { outcome } } }`,
      {
        input: {
          ...{ dataControllerId: scene.dataControllerId, isDryRun: false },
          consents: [
            {
              ...{ category: 'email', value: ada.email, purpose: 'Newsletter', channel: 'email' },
              ...{ state: 'granted', at: '2026-10-25T08:00:00Z' },
            },
          ],
        },
      },
    )
    await scene.propagate(person)
    await scene.run(one, two)
    t.match(
      mailing.tells.slice(1),
      [{ host: one.host, state: 'granted' }],
      'somebody answers for it',
    )

    const cy = { id: 'c9', email: 'cy@example.com' }
    await two.say(cy, [['news', 'granted']], { at: '2026-10-20T08:00:00Z' })
    const [third = ''] = await scene.personBy(cy.email)
    await one.say(cy, [['news', 'withdrawn']], unsigned)
    await one.say(cy, [['news', 'granted']], unsigned)
    const lines = await scene.propagate(third)
    t.same(
      lines.map(({ outcome }) => outcome),
      ['agrees'],
      'unsigned events of others made a reference of nobody',
    )
  })
})

test('a person who is restricted or erased is not told of, nor a stranger', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    const { app, query, mailing } = scene
    const one = await scene.place('one.example.com')
    const person = await withdrawnByLetter(scene, one)
    const restrict = () =>
      query(
        'mutation($input: RestrictDataSubjectInput!) { restrictDataSubject(input: $input) { __typename } }',
        { input: { dataSubjectId: person, reason: 'objection' } },
      )
    await scene.propagate(person)
    await restrict()
    await scene.run(one)
    t.match(await scene.told(), [{ outcome: 'restricted', reason: 'restricted', tries: 0 }])
    t.match(await scene.refusedWith(person), [/^restricted: /])
    await query('mutation($id: ID!) { unrestrictDataSubject(dataSubjectId: $id) { __typename } }', {
      id: person,
    })
    await scene.propagate(person)
    app.clock.advance(1)
    mailing.during = async () => {
      await restrict()
    }
    await scene.run(one)
    t.equal(mailing.tells.length, 1)
    t.equal(mailing.looks.length, 0)
    t.match(await scene.told(), [{ outcome: 'told', reason: 'restricted', nextAt: null }, {}])

    await one.say({ id: 'b8', email: 'bo@example.com' })
    const [bo] = await scene.personBy('bo@example.com')
    t.match(await scene.refusedWith(bo ?? ''), [/^nothing_known: /])
    t.match(await scene.refusedWith(bo ?? '', { purpose: 'n\u0000' }), [/^nothing_known: /])
    const other = await makeController(app)
    const strangers = { dataControllerId: other.id }
    t.same(await scene.refusedWith(person, strangers), ['not_found'])
    const nobody = other.id.replace(/^ctl/, 'sub')
    t.same(await scene.refusedWith(nobody, strangers), ['no such data subject'])
    t.same(await scene.refusedWith(nobody), ['not_found'])
    const bound = await app.apiKey('dpo', decodeId('controller', other.id)?.controllerId)
    const asked = await scene.propagating(person, {}, bound)
    t.match(asked.errors, [{ extensions: { code: 'not_found' } }])
    await rowsOf(app, "update data_subjects set state = 'erased'")
    t.match(await scene.refusedWith(person), [/^erased: /])
  })
})

function sorted<T extends { readonly integration: { readonly id: string } }>(lines: readonly T[]) {
  return lines.toSorted((one, other) => (one.integration.id < other.integration.id ? -1 : 1))
}
