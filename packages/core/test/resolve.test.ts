import assert from 'node:assert/strict'
import {
  eventHashes,
  memoryStore,
  type Occurrence,
  type PersonToken,
  resolve,
} from '@conduit/core/host'
import { createKeyring, generateMasterKey, type KeyedHash, parseMasterKeys } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { acme, acmeStore, appOf, bodyOf } from './acme.ts'

const hash = (text: string) => text as KeyedHash
const [stored] = memoryStore([{ adapter: 'acme', settings: {} }]).integrations
if (stored === undefined) throw new Error('no integration')
const { controller, id: integrationId } = stored

/** A token, written `new` or, with what it was under older keys, `new<old<older`. */
function token(text: string): PersonToken {
  const [newest = '', ...older] = text.split('<')
  const rest = { kind: 'email', keyId: 'k1', normaliser: 'email/1' } as const
  return { ...rest, hash: hash(newest), older: older.map(hash) }
}

/** A person of an event, by tokens; the strongest first. */
function person(...tokens: readonly string[]): Occurrence {
  const place = { controller, integrationId, activityId: 'a', index: 0 }
  const origin = { ...place, verification: 'signed', seenAt: new Date(0) } as const
  return { ...origin, tokens: tokens.map(token), references: [], consents: [] }
}

const idOf = (first: KeyedHash) => `of ${first}`
const owners = (known: Readonly<Record<string, string>>) =>
  new Map(Object.entries(known).map(([text, subject]) => [hash(text), subject]))

test('who has no known token is new, and known from then on', async t => {
  const found = resolve(
    [person('a', 'b'), person('b', 'c'), person('c'), person('d')],
    owners({}),
    idOf,
  )
  t.strictSame(found.subjects, ['of a', 'of a', 'of a', 'of d'])
  t.strictSame([...found.created.keys()], ['of a', 'of d'])
  t.strictSame(
    [...found.tokens].map(([each, { subjectId }]) => [each, subjectId]),
    [
      ['a', 'of a'],
      ['b', 'of a'],
      ['c', 'of a'],
      ['d', 'of d'],
    ],
  )
  t.strictSame(found.links, [])
})

test('the strongest known token decides; others are suggested, never merged', async t => {
  const known = owners({ a: 's2', b: 's1' })
  const { subjects, created, tokens, links } = resolve([person('x', 'a', 'b')], known, idOf)
  t.strictSame(subjects, ['s2'])
  t.equal(created.size, 0)
  t.strictSame(
    [...tokens].map(([each, { subjectId }]) => [each, subjectId]),
    [['x', 's2']],
    'those that are known stay whose they are',
  )
  t.match(links, [{ subjectA: 's1', subjectB: 's2' }])
})

test('after a rotation of keys a person is found by the older token, and is one', async t => {
  const known = owners({ old: 's1' })
  const found = resolve(
    [person('new<old'), person('new<old'), person('newer<new<old')],
    known,
    idOf,
  )
  t.strictSame(found.subjects, ['s1', 's1', 's1'])
  t.equal(found.created.size, 0)
  t.strictSame([...found.tokens.keys()], ['new', 'newer'])
  t.strictSame(found.links, [])
})

test('a weaker token that was another’s under an older key stays that other’s', async t => {
  const { subjects, tokens, links } = resolve(
    [person('a', 'b2<b1')],
    owners({ a: 's1', b1: 's2' }),
    idOf,
  )
  t.strictSame(subjects, ['s1'])
  t.equal(tokens.get(hash('b2'))?.subjectId, 's2')
  t.match(links, [{ subjectA: 's1', subjectB: 's2' }])
})

test('people are the same whether they come in one set or one by one', async t => {
  const anyPerson = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd<a', 'e<b<c'), { minLength: 1, maxLength: 3 })
    .map(tokens => person(...tokens))
  fc.assert(
    fc.property(fc.array(anyPerson, { maxLength: 6 }), people => {
      const known = new Map<KeyedHash, string>()
      const oneByOne = people.flatMap(each => {
        const { subjects, tokens } = resolve([each], known, idOf)
        for (const [key, { subjectId }] of tokens) known.set(key, subjectId)
        return subjects
      })
      const all = resolve(people, new Map(), idOf)
      assert.deepEqual(all.subjects, oneByOne)
      assert.deepEqual(
        new Map([...all.tokens].map(([key, { subjectId }]) => [key, subjectId])),
        known,
      )
    }),
  )
  t.pass('holds 100 times')
})

test('a person is one, and an event comes once, whichever key is the active one', async t => {
  const [first, second] = [generateMasterKey(), generateMasterKey()]
  const store = acmeStore()
  const postWith = async (keys: string, event: object, id: string) => {
    const { post } = await appOf(acme, { store, keyring: createKeyring(parseMasterKeys(keys)) })
    const body = JSON.stringify({ ...JSON.parse(bodyOf({ ...event })), id })
    return (await post(body)).json().data
  }
  const ada = { email: 'ada@example.com' }
  const before = await postWith(`k1:${first}`, ada, 'd1')
  const both = `k2:${second},k1:${first}`
  t.match(await postWith(both, ada, 'd1'), { duplicate: true, deliveryId: before.deliveryId })
  await postWith(both, { ...ada, id: 7 }, 'd2')
  await postWith(both, { id: 7 }, 'd3')
  t.equal(store.activities.length, 3)
  t.strictSame(
    store.activities.map(({ subjects }) => subjects),
    [['person-1'], ['person-1'], ['person-1']],
  )
  t.equal(store.subjects.length, 1)
  const [integration] = store.integrations
  const ring = createKeyring(parseMasterKeys(both))
  const hashes = integration && eventHashes(ring, integration.controller, 'd1/0')
  t.equal(hashes?.length, 2)
  t.equal(hashes?.at(1), store.activities[0]?.eventHash, 'what came before is found as well')
})
