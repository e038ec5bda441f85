import assert from 'node:assert/strict'
import type { ExportedDocument, KnownPerson, Reference } from '@conduit/core'
import type { TestRunner } from '../adapter-suite.ts'
import { snapshot } from './connected.ts'
import { bearsEachFault, partsOf, type Tried as TriedOn, type UnderTest } from './parts.ts'

/** Who is at the platform. */
export interface ExportedPeople {
  /** Ways to name one person, each by itself: by address, by number, by reference. All find the same. */
  readonly person: readonly KnownPerson[]
  /** Texts that a copy of that person holds: all that was told to the platform. */
  readonly holds: readonly string[]
  /** Texts of somebody else, which it does not hold. */
  readonly lacks: readonly string[]
  /** Ways to name people whom the platform does not know, though it knows some that look alike. */
  readonly strangers: readonly KnownPerson[]
  /** Objects that there are not any more. */
  readonly gone: readonly Reference[]
}

const mostCalls = 300
const nobody: KnownPerson = { identifiers: [], references: [] }

/**
 * Proves `export` of an adapter against a fake platform that has a state: whom it finds, what it
 * reads, that it changes nothing, and how it bears each fault.
 *
 * @example
 * test('copies', t => exportSuite(t, { adapter: stripe, settings, start }))
 */
export async function exportSuite(t: TestRunner, under: UnderTest<ExportedPeople>): Promise<void> {
  const check = partsOf(t, 'copy', under)
  await check('each way to name a person finds them, and all that is held', findsAll)
  await check('who only looks alike is not found', findsNobodyElse)
  await check('what is gone is no fault', bearsWhatIsGone)
  await check('nothing is changed', changesNothing)
  await check('each fault of the platform is one of the platform', bearsFaults)
}

type Tried = TriedOn<ExportedPeople>

async function findsAll(tried: Tried): Promise<void> {
  const { person, holds, lacks } = tried.fake.people
  assert.ok(person.length > 0 && holds.length > 0, 'people are at the platform')
  for (const known of person) {
    const documents = await copyOf(tried, known)
    const text = JSON.stringify(documents.map(({ content }) => content))
    const missing = holds.filter(each => !text.includes(jsonText(each)))
    const names = Object.values(known).flat().length
    assert.deepEqual(missing, [], `the copy by ${names} names holds what the platform knows`)
    const others = lacks.filter(each => text.includes(jsonText(each)))
    assert.deepEqual(others, [], 'and nothing of anybody else')
    for (const { object } of documents) assert.match(object, /^[A-Za-z][\w .-]{0,60}$/)
  }
  const { length } = tried.fake.platform.calls
  assert.ok(length <= mostCalls * person.length, `${length} calls are too many for a few people`)
}

async function findsNobodyElse(tried: Tried): Promise<void> {
  for (const stranger of [nobody, ...tried.fake.people.strangers]) {
    const found = await find(tried, stranger)
    const objects = found.map(({ object }) => object)
    assert.deepEqual(objects, [], 'nobody is found whom the platform does not know')
  }
}

async function bearsWhatIsGone(tried: Tried): Promise<void> {
  for (const target of tried.fake.people.gone) {
    const documents = await read(tried, target)
    assert.deepEqual(documents, [], `nothing is told of a ${target.object} that is gone`)
  }
}

async function changesNothing(tried: Tried): Promise<void> {
  const before = snapshot(tried.fake)
  const { person, holds } = tried.fake.people
  // What shows nothing, as a Map does in JSON, would never change.
  const isShown = holds.some(each => before.includes(jsonText(each)))
  assert.ok(isShown, '`state` shows what the platform holds, each time that it is asked')
  for (const known of person) await copyOf(tried, known)
  assert.equal(snapshot(tried.fake), before, 'the platform holds what it held')
}

/** From each call on that a copy makes. */
async function bearsFaults(tried: Tried): Promise<void> {
  const { fake, under } = tried
  const [known] = fake.people.person
  if (known === undefined) return
  await bearsEachFault(under, fake, access => copyOf({ ...tried, access }, known))
}

async function copyOf(tried: Tried, person: KnownPerson): Promise<readonly ExportedDocument[]> {
  const documents: ExportedDocument[] = []
  for (const target of await find(tried, person)) documents.push(...(await read(tried, target)))
  return documents
}

async function find({ access, under }: Tried, person: KnownPerson): Promise<readonly Reference[]> {
  const found = await under.adapter.export?.find(person, access.own, access.platform)
  assert.ok(found !== undefined, 'the adapter has `export`')
  const names = found.map(each => JSON.stringify(each))
  assert.equal(new Set(names).size, names.length, 'each object is listed once')
  return found
}

async function read(
  { access, under }: Tried,
  target: Reference,
): Promise<readonly ExportedDocument[]> {
  const documents: ExportedDocument[] = []
  const reading = under.adapter.export?.read(target, access.own, access.platform)
  for await (const document of reading ?? []) documents.push(document)
  return documents
}

/** A text as it stands within JSON. */
function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
