import assert from 'node:assert/strict'
import { isPlatformError, type KnownPerson } from '@conduit/core'
import type { TestRunner } from '../adapter-suite.ts'
import { snapshot } from './connected.ts'
import { partsOf } from './parts.ts'
import {
  assertErased,
  began,
  done,
  erase,
  eraseAll,
  eraseOnce,
  find,
  findFirst,
  isForUs,
  jsonText,
  look,
  type RedactionScene,
  type Tried,
  taskOf,
} from './redacting.ts'
import { redactionFaults } from './redaction-faults.ts'

/**
 * Proves `redact` of an adapter against a fake platform that has a state: whom it finds, that the
 * platform holds nothing of them afterwards and all of everybody else, that a look tells the
 * difference, and that after each fault at each call the end is the true one.
 *
 * @example
 * test('erasure', t => redactionSuite(t, { adapter: stripe, settings, start }))
 */
export async function redactionSuite(t: TestRunner, under: RedactionScene): Promise<void> {
  const check = partsOf(t, 'erasure', under)
  await check('each way to name a person finds the same, and changes nothing', findsTheSame)
  await check('who only looks alike is not found', findsNobodyElse)
  await check('what is found goes, and nothing else', erasesThePerson)
  await check('once more is no harm', erasesTwice)
  await check('what is gone was not erased by us', bearsWhatIsGone)
  await check('a platform that is called too often is left alone', leavesAlone)
  for (const { name, run } of await redactionFaults(under))
    await t.test(`erasure, ${name}`, {}, run)
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
