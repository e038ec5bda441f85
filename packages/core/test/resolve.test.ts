import assert from 'node:assert/strict'
import {
  eventHashes,
  type KnownTokens,
  knownPerson,
  memoryStore,
  type Occurrence,
  type PersonToken,
  type Resolution,
  resolve,
  type TokenOwner,
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
  const open = { isShared: false, bases: [] }
  return { ...rest, ...open, hash: hash(newest), older: older.map(hash) }
}

/** A person of an event, by tokens; the strongest first. */
function person(...tokens: readonly string[]): Occurrence {
  const place = { controller, integrationId, activityId: 'a', index: 0 }
  const origin = { ...place, verification: 'signed', seenAt: new Date(0) } as const
  return { ...origin, tokens: tokens.map(token), references: [], consents: [] }
}

/** The same of an event that nothing proves. */
function unsigned(...tokens: readonly string[]): Occurrence {
  return { ...person(...tokens), verification: 'unsigned' }
}

const idOf = (first: string) => `of ${first}`
/** Verified tokens, and those that end in a question mark. */
const owners = (known: Readonly<Record<string, string>>): KnownTokens =>
  new Map(
    Object.entries(known).map(([text, subject]): [KeyedHash, TokenOwner] => {
      const subjectId = subject.replace('?', '')
      return [hash(text), { subjectId, isVerified: subject === subjectId, unverified: null }]
    }),
  )

/** Whose each token is, after what was known. */
function after({ tokens, verified }: Resolution, known: KnownTokens = new Map()) {
  const changed = [...tokens, ...verified].map(([key, { subjectId, isVerified }]) => {
    return [key, { subjectId, isVerified, unverified: null }] as const
  })
  return new Map<KeyedHash, TokenOwner | null>([...known, ...changed])
}

/** The same with the number of tokens that each person of unsigned events has, unless it is linked. */
function counted(known: KnownTokens, linked: ReadonlySet<string>): KnownTokens {
  const counts = new Map<string, number>()
  for (const owner of known.values()) {
    if (owner !== null) counts.set(owner.subjectId, (counts.get(owner.subjectId) ?? 0) + 1)
  }
  return new Map(
    [...known].map(([key, owner]) => {
      if (owner === null || owner.isVerified || linked.has(owner.subjectId)) return [key, owner]
      return [key, { ...owner, unverified: counts.get(owner.subjectId) ?? null }]
    }),
  )
}

/** Takes sets of people one after the other, as a store does. */
function inTurn(sets: readonly (readonly Occurrence[])[]) {
  let known: KnownTokens = new Map()
  const linked = new Set<string>()
  const subjects = sets.map(each => {
    const found = resolve(each, counted(known, linked), idOf)
    known = after(found, known)
    for (const { subjectA, subjectB } of found.links) linked.add(subjectA).add(subjectB)
    return found.subjects
  })
  return { subjects, known }
}

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

const anyTokens = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd<a', 'e<b<c'), {
  minLength: 1,
  maxLength: 3,
})
const anyPerson = fc
  .tuple(anyTokens, fc.boolean())
  .map(([tokens, isProven]) => (isProven ? person(...tokens) : unsigned(...tokens)))

test('people are the same whether they come in one set or one by one', async t => {
  fc.assert(
    fc.property(fc.array(anyPerson, { maxLength: 6 }), people => {
      const oneByOne = inTurn(people.map(each => [each]))
      const all = resolve(people, new Map(), idOf)
      assert.deepEqual(all.subjects, oneByOne.subjects.flat())
      assert.deepEqual(after(all), oneByOne.known)
    }),
  )
  t.pass('holds 100 times')
})

test('who is known is told without making anybody', async t => {
  fc.assert(
    fc.property(fc.array(anyPerson, { maxLength: 6 }), anyPerson, (before, next) => {
      const { known } = inTurn([before])
      const isKnown = next.tokens.every(({ hash: each, older }) => {
        const owner = known.get(each)
        return older.length === 0 && owner != null && (isUnsigned(next) || owner.isVerified)
      })
      fc.pre(isKnown)
      assert.equal(knownPerson(next, known), resolve([next], known, idOf).subjects[0])
    }),
  )
  t.pass('holds 100 times')
})

/** The same whatever people are called. */
function shapeOf(subjects: readonly (readonly (string | null | undefined)[])[]) {
  const names = new Map<unknown, number>()
  return subjects.map(each =>
    each.map((subject, index) => {
      if (index === 0 && each.length > 1) return subject
      if (!names.has(subject)) names.set(subject, names.size)
      return names.get(subject)
    }),
  )
}

const isUnsigned = ({ verification }: Occurrence) => verification === 'unsigned'

test('of proven events the people are the same, whatever unsigned ones say between them', async t => {
  fc.assert(
    fc.property(fc.array(anyPerson, { maxLength: 8 }), people => {
      const all = inTurn(people.map(each => [each]))
      const alone = inTurn(people.filter(each => !isUnsigned(each)).map(each => [each]))
      const ofProven = all.subjects.filter((_, index) => {
        const each = people[index]
        return each !== undefined && !isUnsigned(each)
      })
      assert.deepEqual(shapeOf(ofProven), shapeOf(alone.subjects))
      const verified = [...all.known].filter(([, owner]) => owner?.isVerified)
      const byToken = (known: readonly (readonly [KeyedHash, TokenOwner | null])[]) =>
        shapeOf(
          known
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, owner]) => [key, owner?.subjectId]),
        )
      assert.deepEqual(byToken(verified), byToken([...alone.known]))
      const proven = new Set(verified.map(([, owner]) => owner?.subjectId))
      const unverified = [...all.known.values()].filter(owner => owner?.isVerified === false)
      assert.ok(unverified.every(owner => !proven.has(owner?.subjectId)))
    }),
    { numRuns: 1000 },
  )
  t.pass('holds 1,000 times')
})

test('an unsigned event joins nobody', async t => {
  const known = owners({ victim: 's1' })
  const found = resolve([unsigned('stranger', 'victim')], known, idOf)
  t.strictSame(found.subjects, ['of unsigned stranger'])
  t.match([...found.tokens.values()], [{ subjectId: 'of unsigned stranger', isVerified: false }])
  t.match(found.links, [{ evidence: 'unsigned' }])
  const later = resolve([person('stranger')], after(found, known), idOf)
  t.strictSame(later.subjects, ['of stranger'], 'who proves to be the stranger is that alone')
  t.match(later.links, [{ evidence: 'unsigned' }])
  const then = after(later, after(found, known))
  t.match(then.get(hash('stranger')), { subjectId: 'of stranger', isVerified: true })
  t.match(then.get(hash('victim')), { subjectId: 's1', isVerified: true })
})

test('what only unsigned events showed goes over to whom a proven event shows', async t => {
  const found = resolve(
    [unsigned('a', 'b'), person('b', 'c'), unsigned('a'), unsigned('b')],
    new Map(),
    idOf,
  )
  t.strictSame(found.subjects, ['of unsigned a', 'of b', 'of unsigned a', 'of b'])
  const known = owners({ a: 'u?', b: 'u?' })
  const later = resolve([person('b', 'c')], known, idOf)
  t.strictSame([...later.verified.keys()], ['b'])
  t.strictSame([...later.tokens.keys()], ['c'])
  t.match(later.links, [{ evidence: 'unsigned' }])
})

test('who is known by nothing but what a proven event shows is its person', async t => {
  const found = resolve([unsigned('a', 'b'), person('b', 'a', 'c')], new Map(), idOf)
  t.strictSame(found.subjects, ['of unsigned a', 'of unsigned a'])
  t.strictSame(found.links, [])
  t.ok([...found.tokens.values()].every(({ isVerified }) => isVerified))
  const known = counted(owners({ a: 'u?', b: 'u?' }), new Set())
  t.strictSame(resolve([person('b', 'a')], known, idOf).subjects, ['u'])
  t.strictSame(resolve([unsigned('c', 'a'), person('b', 'a')], known, idOf).subjects, ['u', 'of b'])
  t.strictSame(resolve([person('b')], known, idOf).subjects, ['of b'], 'there is more to it')
  const linked = counted(owners({ a: 'u?', b: 'u?' }), new Set(['u']))
  t.strictSame(resolve([person('b', 'a')], linked, idOf).subjects, ['of b'])
})

test('an unsigned event of one person’s verified tokens alone speaks of that person', async t => {
  const known = owners({ a: 's1', b: 's1', c: 's2' })
  const found = resolve([unsigned('a', 'b'), unsigned('a', 'c')], known, idOf)
  t.strictSame(found.subjects, ['s1', 's1'])
  t.equal(found.tokens.size + found.verified.size, 0)
  t.match(found.links, [{ subjectA: 's1', subjectB: 's2', evidence: 'unsigned' }])
})

test('a mailbox of many decides only where there is nothing else', async t => {
  const shared = (occurrence: Occurrence): Occurrence => ({
    ...occurrence,
    tokens: occurrence.tokens.map(each => ({ ...each, isShared: each.hash === hash('info') })),
  })
  const found = resolve(
    [person('a', 'info'), person('b', 'info'), person('info'), person('b')].map(shared),
    new Map(),
    idOf,
  )
  t.strictSame(found.subjects, ['of a', 'of b', 'of a', 'of b'])
  t.match(found.links, [{ subjectA: 'of a', subjectB: 'of b', evidence: 'shared' }])
})

test('one mailbox behind two addresses suggests a link, of proven events only', async t => {
  const based = (occurrence: Occurrence, base: string): Occurrence => ({
    ...occurrence,
    tokens: occurrence.tokens.map(each => ({ ...each, bases: [hash(base)] })),
  })
  const first = resolve([based(person('a+1'), 'a'), based(unsigned('a+2'), 'a')], new Map(), idOf)
  t.match(first.bases, [{ base: 'a', subjectId: 'of a+1' }])
  t.strictSame(first.links, [])
  const known = new Map([[hash('a'), ['of a+1']]])
  const { subjects, links } = resolve([based(person('a+3'), 'a')], after(first), idOf, known)
  t.strictSame(subjects, ['of a+3'])
  t.match(links, [{ subjectA: 'of a+1', subjectB: 'of a+3', evidence: 'email_base' }])
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
