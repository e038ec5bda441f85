import assert from 'node:assert/strict'
import fc from 'fast-check'
import { t as root, test } from 'tap'
import { onBoth } from './support/on-both.ts'
import {
  mapTo,
  type Place,
  standsAt,
  type TellingScene,
  tellingScene,
} from './support/telling-scene.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(600_000)

const state = fc.constantFrom('granted', 'withdrawn')

/** What happens, in any order. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('decide' as const), state }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('propagate' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      jobs: fc.constantFrom(1, 2),
      answer: fc.constantFrom('take', 'later', 'fails', 'limited'),
      meanwhile: fc.constantFrom('nothing', 'nothing', 'crash', 'granted', 'withdrawn'),
    }),
  },
  fc.record({ kind: fc.constant('unsigned' as const), state }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 60, 600) }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({ kind: fc.constant('restrict' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const answers = {
  take: 'take',
  later: 1,
  fails: { status: 500 },
  limited: { status: 429, headers: { 'retry-after': '45' } },
} as const

test('in whatever order: a platform is told what holds, and last what held last', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await tellingScene(t, database)
    await mapTo(scene, { platformPurpose: 'news' })
    const one = await scene.place('one.example.com')
    let people = 0
    const holds = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async steps => {
      people += 1
      await play(scene, one, `member${people}`, steps)
    })
    await fc.assert(holds, { numRuns: 30 })
    t.ok(scene.mailing.tells.length > 10, `${scene.mailing.tells.length} tellings`)
  })
})

/** Plays it for a person of its own, and looks at each call while it is made. */
async function play(
  scene: TellingScene,
  one: Place,
  id: string,
  steps: readonly Step[],
): Promise<void> {
  const { app, mailing, breaking, query } = scene
  const member = { id, email: `${id}@example.com` }
  await one.say(member, [['news', 'withdrawn']], { at: app.clock.now().toISOString() })
  const [person = ''] = await scene.personBy(member.email)
  const model = { holds: 'withdrawn', isRestricted: false }
  const wrong: string[] = []
  const decide = async (decided: string) => {
    app.clock.advance(1)
    await scene.record(person, decided, app.clock.now().toISOString())
    model.holds = decided
  }
  const restart = async () => {
    breaking.isBroken = false
    await scene.expire()
  }
  const restrict = async (isRestricted: boolean) => {
    if (model.isRestricted === isRestricted) return
    app.clock.advance(1)
    await query(
      isRestricted
        ? 'mutation($id: ID!) { restrictDataSubject(input: { dataSubjectId: $id, reason: objection }) { __typename } }'
        : 'mutation($id: ID!) { unrestrictDataSubject(dataSubjectId: $id) { __typename } }',
      { id: person },
    )
    model.isRestricted = isRestricted
  }
  const run = async ({ jobs, answer, meanwhile }: Extract<Step, { kind: 'run' }>) => {
    mailing.behave = ({ profile, state: told }) => {
      // What is thrown here nobody would hear of.
      if (told !== null && profile === id) {
        if (told !== model.holds) wrong.push(`${told} while ${model.holds} holds`)
        if (model.isRestricted) wrong.push('told of who is restricted')
      }
      return answers[answer]
    }
    mailing.during = async () => {
      mailing.during = async () => undefined
      if (meanwhile === 'crash') breaking.isBroken = true
      else if (meanwhile !== 'nothing') {
        await decide(meanwhile)
        await scene.propagating(person)
      }
    }
    const ended = await Promise.allSettled(Array.from({ length: jobs }, () => scene.run(one)))
    mailing.during = async () => undefined
    assert.deepEqual(wrong, [])
    for (const each of ended) {
      if (each.status === 'rejected') assert.equal(each.reason.code, 'unavailable')
    }
    breaking.isBroken = false
  }
  for (const each of steps) {
    if (each.kind === 'decide') await decide(each.state)
    if (each.kind === 'unsigned') await one.say(member, [['news', each.state]], { isSigned: false })
    // Refused while the person is restricted.
    if (each.kind === 'propagate') await scene.propagating(person)
    if (each.kind === 'run') await run(each)
    if (each.kind === 'wait') app.clock.advance(each.seconds)
    if (each.kind === 'restart') await restart()
    if (each.kind === 'restrict') await restrict(!model.isRestricted)
  }
  await restart()
  await restrict(false)
  const settled = { kind: 'run', jobs: 1, answer: 'take', meanwhile: 'nothing' } as const
  for (let rounds = 0; rounds < 8; rounds += 1) {
    app.clock.advance(3_600)
    await run(settled)
  }
  assert.deepEqual(await scene.told({ dataSubjectId: person, isOpen: true }), [])
  await decide(model.holds === 'granted' ? 'withdrawn' : 'granted')
  await scene.propagate(person)
  await run(settled)
  const calls = mailing.tells.filter(({ profile }) => profile === id)
  assert.equal(calls.at(-1)?.state ?? model.holds, model.holds)
  if (calls.length > 0) assert.equal(standsAt(mailing, one, id, 'news'), model.holds)
}
