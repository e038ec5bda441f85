import assert from 'node:assert/strict'
import type { ConsentDecision, Reference } from '@conduit/core'
import type { PlatformAccess } from '@conduit/core/host'
import type { TestRunner } from '../adapter-suite.ts'
import { snapshot } from './connected.ts'
import { bearsEachFault, partsOf, type Tried as TriedOn, type UnderTest } from './parts.ts'

/** Who is at the platform, and of what it can be told. */
export interface ToldPeople {
  /** Objects of one person, as they are recorded. */
  readonly references: readonly Reference[]
  /** Channels and purposes that can be told, in both directions. */
  readonly told: readonly Pick<ConsentDecision, 'channel' | 'purpose'>[]
  /** Such that cannot. */
  readonly untold: readonly Pick<ConsentDecision, 'channel' | 'purpose'>[]
  /** Such that could be told, but which this account does not offer; default: there are none. */
  readonly unoffered?: readonly Pick<ConsentDecision, 'channel' | 'purpose'>[]
  /** A reference of the right kind to an object that is gone. */
  readonly gone: Reference
  /** Objects of people whom nobody else can bring back; default: there are none. */
  readonly barred?: readonly Reference[]
  /** What the platform does in its own time; default: it does all at once. */
  settle?(): void
}

const at = new Date('2026-11-12T09:30:00Z')

/**
 * Proves `propagate` of an adapter against a fake platform that has a state: what would be told, that it
 * is told, that looking again says so, and how each fault is borne.
 *
 * @example
 * test('telling', t => propagationSuite(t, { adapter: klaviyo, settings, start }))
 */
export async function propagationSuite(t: TestRunner, under: UnderTest<ToldPeople>): Promise<void> {
  const check = partsOf(t, 'decision', under)
  await check('it is told, and found when one looks again', tellsBothWays)
  await check('of two decisions the newer one stands', tellsTheNewerLast)
  await check('what cannot be told is not planned', plansNothingElse)
  await check('what is not offered is refused', refusesWhatIsNotOffered)
  await check('planning calls nobody', plansAlone)
  await check('who is gone is not found', missesWhoIsGone)
  await check('who has to come back by themselves is not brought back', refusesToBringBack)
  await check('each fault of the platform is one of the platform', bearsFaults)
}

type Tried = TriedOn<ToldPeople>

async function tellsBothWays(tried: Tried): Promise<void> {
  const { told, settle } = tried.fake.people
  assert.ok(told.length > 0, 'something can be told')
  for (const each of told) {
    // Twice the same: telling again does no harm.
    for (const state of ['granted', 'withdrawn', 'withdrawn', 'granted'] as const) {
      const decision = { ...each, state, at }
      const targets = plan(tried, decision)
      assert.ok(targets.length > 0, `${each.channel} ${each.purpose} is planned`)
      for (const target of targets) {
        assert.equal(await tell(tried, target, decision), 'told')
        settle?.()
        assert.equal(await look(tried, target, decision), state, `${each.channel}: ${state}`)
      }
    }
  }
}

/** A platform that does what it is told a little later still says what was before the older one. */
async function tellsTheNewerLast(tried: Tried): Promise<void> {
  const { told, settle } = tried.fake.people
  for (const each of told) {
    for (const states of [
      ['granted', 'withdrawn'],
      ['withdrawn', 'granted'],
    ] as const) {
      const newer = { ...each, state: states[1], at }
      for (const state of [states[1], ...states] as const) {
        const decision = { ...each, state, at }
        for (const target of plan(tried, decision)) await tell(tried, target, decision)
        if (state === states[1]) settle?.()
      }
      for (const target of plan(tried, newer)) {
        assert.equal(await look(tried, target, newer), newer.state, `${each.channel}: the newer`)
      }
    }
  }
}

async function plansNothingElse(tried: Tried): Promise<void> {
  const { untold, told } = tried.fake.people
  for (const each of untold) {
    for (const state of ['granted', 'withdrawn'] as const) {
      const objects = plan(tried, { ...each, state, at }).map(({ object }) => object)
      assert.deepEqual(objects, [], `${each.channel} ${each.purpose} cannot be told`)
    }
  }
  const [known] = told
  if (known === undefined) return
  const stranger = { object: 'nothing of ours', id: '1' }
  const decision = { ...known, state: 'withdrawn', at } as const
  const { adapter } = tried.under
  const found = adapter.propagate?.plan(decision, [stranger], tried.access.own)
  assert.deepEqual(found, [], 'an object of another kind is not told')
}

async function refusesWhatIsNotOffered(tried: Tried): Promise<void> {
  const { unoffered = [], settle } = tried.fake.people
  const before = snapshot(tried.fake)
  for (const each of unoffered) {
    for (const state of ['granted', 'withdrawn'] as const) {
      const decision = { ...each, state, at }
      const targets = plan(tried, decision)
      assert.ok(targets.length > 0, `${each.channel} ${each.purpose} is planned`)
      for (const target of targets) {
        assert.equal(await tell(tried, target, decision), 'refused')
      }
    }
  }
  settle?.()
  assert.equal(snapshot(tried.fake), before, 'nothing has changed')
}

async function plansAlone(tried: Tried): Promise<void> {
  const before = tried.fake.platform.calls.length
  for (const each of tried.fake.people.told) plan(tried, { ...each, state: 'withdrawn', at })
  assert.equal(tried.fake.platform.calls.length, before)
}

async function missesWhoIsGone(tried: Tried): Promise<void> {
  const { gone, told } = tried.fake.people
  const before = snapshot(tried.fake)
  for (const each of told) {
    const decision = { ...each, state: 'withdrawn', at } as const
    for (const target of tried.under.adapter.propagate?.plan(decision, [gone], tried.access.own) ??
      []) {
      assert.equal(await tell(tried, target, decision), 'not_found')
    }
  }
  assert.equal(snapshot(tried.fake), before, 'nobody is made who was not there')
}

async function refusesToBringBack(tried: Tried): Promise<void> {
  const { barred = [], told } = tried.fake.people
  const before = snapshot(tried.fake)
  const { adapter } = tried.under
  for (const each of told) {
    for (const [state, outcome] of [
      ['granted', 'refused'],
      ['withdrawn', 'told'],
    ] as const) {
      const decision = { ...each, state, at }
      const targets = adapter.propagate?.plan(decision, barred, tried.access.own) ?? []
      assert.equal(targets.length, barred.length, `${each.channel} ${each.purpose} is planned`)
      for (const target of targets) {
        assert.equal(await tell(tried, target, decision), outcome, `${state} is ${outcome}`)
        assert.equal(await look(tried, target, decision), 'withdrawn', 'and they stay away')
      }
    }
  }
  tried.fake.people.settle?.()
  assert.equal(snapshot(tried.fake), before, 'nothing has changed')
}

/** From each call on that telling and looking make. */
async function bearsFaults(tried: Tried): Promise<void> {
  const { fake, under } = tried
  const [first] = fake.people.told
  if (first === undefined) return
  const decision = { ...first, state: 'withdrawn', at } as const
  // What the platform says already is not told again, and has fewer calls.
  const undo = async () => {
    const granted = { ...first, state: 'granted', at } as const
    fake.people.settle?.()
    for (const target of plan(tried, granted)) await tell(tried, target, granted)
    fake.people.settle?.()
  }
  const run = async (access: PlatformAccess) => {
    for (const target of plan(tried, decision)) {
      await tell({ ...tried, access }, target, decision)
      await look({ ...tried, access }, target, decision)
    }
  }
  await bearsEachFault(under, fake, run, undo)
}

function plan({ access, fake, under }: Tried, decision: ConsentDecision): readonly Reference[] {
  const targets = under.adapter.propagate?.plan(decision, fake.people.references, access.own)
  assert.ok(targets !== undefined, 'the adapter has `propagate`')
  return targets
}

async function tell({ access, under }: Tried, target: Reference, decision: ConsentDecision) {
  return await under.adapter.propagate?.tell(target, decision, access.own, access.platform)
}

async function look({ access, under }: Tried, target: Reference, decision: ConsentDecision) {
  return await under.adapter.propagate?.look(target, decision, access.own, access.platform)
}
