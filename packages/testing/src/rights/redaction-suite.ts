import assert from 'node:assert/strict'
import {
  isPlatformError,
  type KnownPerson,
  type RedactCheck,
  type RedactionEnd,
  type RedactionOutcome,
  type RedactTarget,
  type RedactTask,
  type Reference,
} from '@conduit/core'
import type { TestRunner } from '../adapter-suite.ts'
import { accessTo, snapshot } from './connected.ts'
import { partsOf, type Tried as TriedOn, type UnderTest } from './parts.ts'

/** Who is at the platform, and what becomes of it. */
export interface RedactedPeople {
  /** Ways to name one person, each by itself: by address, by number, by reference. All find the same. */
  readonly person: readonly KnownPerson[]
  /** Texts of that person that the platform holds, and holds no more afterwards. */
  readonly goes: readonly string[]
  /** Texts that stay, as the targets say by `retained`; default: there are none. */
  readonly stays?: readonly string[]
  /** Texts of other people, one of the same name among them. They stay. */
  readonly others: readonly string[]
  /** Ways to name people whom the platform does not know, though it knows some that look alike. */
  readonly strangers: readonly KnownPerson[]
  /** Objects that there are not any more, or never were. */
  readonly gone: readonly RedactTarget[]
  /** How the objects end if all goes well, by their kind. */
  readonly outcomes: Readonly<Record<string, RedactionOutcome>>
  /** What the platform does in its own time; default: it does all at once. */
  settle?(): void
}

type Tried = TriedOn<RedactedPeople>

/** How an object ended, and what a look shows then. */
interface Ended extends RedactionEnd {
  readonly target: RedactTarget
  readonly check: RedactCheck
}

const began = Date.parse('2026-11-12T10:00:00Z')
/** More than any platform needs for one object. */
const mostSteps = 60
const longest = 200 * 86_400_000
const done: ReadonlySet<RedactionOutcome> = new Set(['erased', 'anonymised', 'suppressed'])

/**
 * Proves `redact` of an adapter against a fake platform that has a state: whom it finds, that the
 * platform holds nothing of them afterwards and all of everybody else, that a look tells the
 * difference, and that after each fault at each call the end is the true one.
 *
 * @example
 * test('erasure', t => redactionSuite(t, { adapter: stripe, settings, start }))
 */
export async function redactionSuite(
  t: TestRunner,
  under: UnderTest<RedactedPeople>,
): Promise<void> {
  const check = partsOf(t, 'erasure', under)
  await check('each way to name a person finds the same, and changes nothing', findsTheSame)
  await check('who only looks alike is not found', findsNobodyElse)
  await check('what is found goes, and nothing else', erasesThePerson)
  await check('once more is no harm', erasesTwice)
  await check('what is gone was not erased by us', bearsWhatIsGone)
  await check('a platform that is called too often is left alone', leavesAlone)
  await faultsEndTruly(t, under)
}

async function findsTheSame(tried: Tried): Promise<void> {
  const { person, goes, others } = tried.fake.people
  const before = snapshot(tried.fake)
  for (const text of [...goes, ...others])
    assert.ok(before.includes(jsonText(text)), '`state` shows what the platform holds')
  const lists: string[] = []
  for (const known of person) {
    const targets = await find(tried, known)
    assert.ok(targets.length > 0, 'the person is found')
    lists.push(targets.map(each => JSON.stringify(each)).join('\n'))
  }
  assert.equal(new Set(lists).size, 1, 'each way to name the person finds the same')
  assert.equal(snapshot(tried.fake), before, 'finding changes nothing')
}

async function findsNobodyElse(tried: Tried): Promise<void> {
  const nobody: KnownPerson = { identifiers: [], references: [] }
  for (const stranger of [nobody, ...tried.fake.people.strangers]) {
    const found = await find(tried, stranger)
    const objects = found.map(({ target }) => target.object)
    assert.deepEqual(objects, [], 'nobody is found whom the platform does not know')
  }
}

async function erasesThePerson(tried: Tried): Promise<void> {
  const targets = await findFirst(tried)
  for (const target of targets.filter(isForUs)) {
    const { found } = await look(tried, taskOf(target))
    assert.equal(found, 'remains', `a ${target.target.object} is looked at before it is erased`)
  }
  const ended = await eraseAll(tried, targets)
  const { outcomes } = tried.fake.people
  for (const { target, outcome, check } of ended) {
    const { object } = target.target
    assert.equal(outcome, outcomes[object], `${object} ends as it should`)
    assert.equal(target.expected, outcome, `and as it was expected`)
    if (done.has(outcome)) assert.notEqual(check.found, 'remains', `${object} is looked at again`)
  }
  assert.ok(
    Object.keys(outcomes).every(object => targets.some(each => each.target.object === object)),
    'each kind of object is found',
  )
  assertErased(tried)
}

async function erasesTwice(tried: Tried): Promise<void> {
  const targets = await findFirst(tried)
  await eraseAll(tried, targets)
  const before = snapshot(tried.fake)
  for (const { target, outcome } of await eraseAll(tried, targets.filter(isForUs))) {
    const { object } = target.target
    assert.ok(
      outcome === 'not_found' || done.has(outcome),
      `${object} is ${outcome} the second time`,
    )
  }
  assert.equal(snapshot(tried.fake), before, 'the second time changes nothing')
}

async function bearsWhatIsGone(tried: Tried): Promise<void> {
  const before = snapshot(tried.fake)
  const { gone } = tried.fake.people
  assert.ok(gone.length > 0, 'something is gone')
  for (const target of gone) {
    const { outcome } = await erase(tried, target)
    assert.equal(outcome, 'not_found', `a ${target.target.object} that is gone`)
  }
  assert.equal(snapshot(tried.fake), before, 'and nobody is made who was not there')
}

async function leavesAlone(tried: Tried): Promise<void> {
  const { fake } = tried
  for (const target of (await findFirst(tried)).filter(isForUs)) {
    const before = fake.platform.calls.length
    fake.platform.fail('rate_limited')
    const thrown = await eraseOnce(tried, taskOf(target), began).then(
      () => null,
      error => error,
    )
    fake.platform.fail(null)
    assert.ok(isPlatformError(thrown) && thrown.retryAfterSeconds === 30, 'it is told how long')
    assert.equal(fake.platform.calls.length - before, 1, 'and not called again')
  }
}

/** What may happen to a call, and whether the platform had done what it was asked by then. */
const faults = [
  ...(['silence', 'server_error', 'html', 'truncated'] as const).map(
    fault => [fault, 'after'] as const,
  ),
  ...(['silence', 'server_error', 'rate_limited', 'throttled', 'html'] as const).map(
    fault => [fault, 'before'] as const,
  ),
  ...(['unauthorized', 'forbidden', 'not_found'] as const).map(fault => [fault, 'before'] as const),
] as const

/** Such are answers, and not accidents: the platform says no. */
const refusals: ReadonlySet<string> = new Set(['unauthorized', 'forbidden', 'not_found'])

/** Each fault at each call that changes something or asks: then the platform is well again. */
async function faultsEndTruly(t: TestRunner, under: UnderTest<RedactedPeople>): Promise<void> {
  const count = await callsOf(under)
  for (let at = 0; at < count; at++) {
    for (const [fault, harm] of faults) {
      const name = `${fault} ${harm === 'after' ? 'after' : 'instead of'} its work`
      await partsOf(
        t,
        `erasure, call ${at + 1}`,
        under,
      )(name, async tried => {
        const targets = await findFirst(tried)
        const ended = await eraseAll(tried, targets, { at, fault, harm })
        assertTrue(tried, ended)
        if (refusals.has(fault)) return
        for (const { target, outcome } of ended) {
          const isAsExpected = outcome === target.expected || outcome === 'not_found'
          assert.ok(isAsExpected, `${target.target.object} is ${outcome}`)
        }
        assertErased(tried)
      })
    }
  }
}

/** How many calls erasing makes when all goes well. */
async function callsOf(under: UnderTest<RedactedPeople>): Promise<number> {
  const fake = await under.start()
  try {
    const tried = { under, fake, access: await accessTo(under, fake.platform) }
    const targets = await findFirst(tried)
    const before = fake.platform.calls.length
    for (const target of targets) await erase(tried, target)
    return fake.platform.calls.length - before
  } finally {
    await fake.platform.close()
  }
}

/** Nothing that was said to be gone is there, and nobody else has lost anything. */
function assertTrue(tried: Tried, ended: readonly Ended[]): void {
  const { goes, others } = tried.fake.people
  const after = snapshot(tried.fake)
  const isLeft = goes.some(text => after.includes(jsonText(text)))
  const isSaid = ended.every(({ outcome, check, target }) => {
    if (!isForUs(target)) return true
    return (done.has(outcome) || outcome === 'not_found') && check.found === 'clean'
  })
  assert.ok(!(isLeft && isSaid), 'nothing is said to be erased that is there')
  for (const text of others) assert.ok(after.includes(jsonText(text)), 'others are as they were')
}

function assertErased(tried: Tried): void {
  const { goes, stays = [], others } = tried.fake.people
  const after = snapshot(tried.fake)
  const left = goes.filter(text => after.includes(jsonText(text)))
  assert.deepEqual(left, [], 'the platform holds nothing of the person any more')
  for (const text of [...stays, ...others])
    assert.ok(after.includes(jsonText(text)), 'what stays stays, and so do all others')
}

/** What a fault is and from which call on it is met, until something of one object was said or thrown. */
interface Trouble {
  readonly at: number
  readonly fault: (typeof faults)[number][0]
  readonly harm: (typeof faults)[number][1]
}

async function eraseAll(
  tried: Tried,
  targets: readonly RedactTarget[],
  trouble?: Trouble,
): Promise<readonly Ended[]> {
  const { platform } = tried.fake
  if (trouble !== undefined) platform.fail(trouble.fault, trouble.at, trouble.harm)
  const ended: Ended[] = []
  for (const target of targets) {
    const end = await erase(tried, target)
    tried.fake.people.settle?.()
    platform.fail(null)
    ended.push({ ...end, target, check: await look(tried, taskOf(target)) })
  }
  return ended
}

/**
 * Goes on with an object until its end, as a server does: what was agreed to is kept, what was thrown is
 * tried again from there.
 */
async function erase(tried: Tried, target: RedactTarget): Promise<RedactionEnd> {
  let now = began
  let accepted: RedactTask['accepted'] = null
  for (let step = 0; step < mostSteps && now < began + longest; step++) {
    try {
      const result = await eraseOnce(tried, { ...taskOf(target), accepted }, now)
      if ('outcome' in result) return result
      if (result.progress !== undefined) accepted = { at: new Date(now), progress: result.progress }
      now = Math.max(now, result.again.getTime())
    } catch (error) {
      if (!isPlatformError(error)) throw error
      tried.fake.platform.fail(null)
      now += 60_000
    }
    tried.fake.people.settle?.()
  }
  assert.fail(`a ${target.target.object} comes to no end`)
}

async function eraseOnce(tried: Tried, task: RedactTask, now: number) {
  const { under, fake } = tried
  const { own, platform } = await accessTo(under, fake.platform, new Date(now))
  return await under.adapter.redact.erase(task, own, platform)
}

async function look({ under, access }: Tried, task: RedactTask): Promise<RedactCheck> {
  return await under.adapter.redact.check(task, access.own, access.platform)
}

async function find(
  { under, access }: Tried,
  known: KnownPerson,
): Promise<readonly RedactTarget[]> {
  const targets = await under.adapter.redact.find(known, access.own, access.platform)
  const names = targets.map(({ target }) => JSON.stringify(target))
  assert.equal(new Set(names).size, names.length, 'each object is listed once')
  return targets
}

async function findFirst(tried: Tried): Promise<readonly RedactTarget[]> {
  const [known] = tried.fake.people.person
  assert.ok(known !== undefined, 'somebody is at the platform')
  return await find(tried, known)
}

/** Is there something for an adapter to do? */
function isForUs({ action }: RedactTarget): boolean {
  return action !== 'by_hand' && action !== 'keep'
}

function taskOf({ target, action }: RedactTarget): RedactTask {
  return { target, action, key: keyOf(target), accepted: null }
}

/** One for each object, as a server makes it. */
function keyOf({ object, id }: Reference): string {
  return Buffer.from(`${object} ${id}`).toString('hex').padEnd(64, '0').slice(0, 64)
}

/** A text as it stands within JSON. */
function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
