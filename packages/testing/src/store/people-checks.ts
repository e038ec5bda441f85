import assert from 'node:assert/strict'
import type { PersonRecord } from '@conduit/core/host'
import { newActivity, newDelivery, newPerson, rotatedKeyring } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck } from './store-check.ts'

/** Who is who. */
export const peopleChecks: readonly StoreCheck[] = [
  storeCheck('a data subject is found again by a token', async scene => {
    const person = (...emails: readonly string[]) => newPerson(scene.integration, emails)
    const [ada, bo, both, later] = await subjectsOf(scene, [
      person('ada@example.com'),
      person('bo@example.com'),
      person('ada@example.com', 'ada@example.org'),
      person('ada@example.org'),
    ])
    assert.equal(ada?.length, 1)
    assert.deepEqual([both, later], [ada, ada])
    assert.equal(bo?.length, 1)
    assert.notDeepEqual(bo, ada)
  }),
  storeCheck(
    'several people of one event stay several; who has no token is none',
    async ({ store, integration, activities }) => {
      const people = [['ada@example.com'], [], ['bo@example.com']].map(emails =>
        newPerson(integration, emails),
      )
      await store.record([newDelivery(integration, [newActivity([], { people })])])
      const [activity] = await activities(integration.controller.id)
      assert.equal(new Set(activity?.subjects).size, 2)
    },
  ),
  storeCheck('controllers share nobody', async scene => {
    const { store, integration, integrations, activities } = scene
    const [, { controllerId, id }] = integrations
    const other = await store.integration({ controllerId, id })
    assert.ok(other !== null)
    const deliveries = [integration, other].map(each =>
      newDelivery(each, [newActivity([], { people: [newPerson(each, ['ada@example.com'])] })]),
    )
    assert.equal((await store.record(deliveries)).length, 2)
    const [one] = await activities(integration.controller.id)
    const [two] = await activities(controllerId)
    assert.ok(one !== undefined && two !== undefined)
    assert.notDeepEqual(one.subjects, two.subjects)
  }),
  storeCheck(
    'after a rotation of the key a data subject is found by the older token, and not made twice',
    async scene => {
      const before = (...emails: readonly string[]) => newPerson(scene.integration, emails)
      const after = (...emails: readonly string[]) =>
        newPerson(scene.integration, emails, rotatedKeyring)
      const found = await subjectsOf(scene, [
        before('ada@example.com'),
        after('ada@example.com'),
        after('ada@example.com', 'ada@example.org'),
        // A process that has not heard of the new key yet.
        before('ada@example.com'),
        after('ada@example.org'),
      ])
      const [ada] = found
      assert.equal(ada?.length, 1)
      assert.deepEqual(found, [ada, ada, ada, ada, ada])
    },
  ),
  storeCheck('an unsigned event joins nobody, and is of a person of its own', async scene => {
    const person = (...emails: readonly string[]) => newPerson(scene.integration, emails)
    const unsigned = (...emails: readonly string[]) => ({ unsigned: person(...emails) })
    const [ada, stranger, again, proven, onlyAda] = await subjectsOf(scene, [
      person('ada@example.com'),
      unsigned('stranger@example.com', 'ada@example.com'),
      unsigned('stranger@example.com'),
      person('stranger@example.com'),
      unsigned('ada@example.com'),
    ])
    assert.notDeepEqual(stranger, ada)
    assert.deepEqual(again, stranger)
    assert.notDeepEqual(proven, ada)
    assert.notDeepEqual(proven, stranger)
    assert.deepEqual(onlyAda, ada)
  }),
  storeCheck(
    'a proven event takes over what only unsigned ones had shown, and nothing that they said',
    async scene => {
      const person = (...emails: readonly string[]) => newPerson(scene.integration, emails)
      const found = await subjectsOf(scene, [
        { unsigned: person('stranger@example.com', 'ada@example.com') },
        person('ada@example.com'),
        person('ada@example.com', 'ada@example.org'),
        { unsigned: person('stranger@example.com', 'ada@example.org') },
        person('stranger@example.com'),
        person('ada@example.org'),
      ])
      const [stranger, ada, , , proven] = found
      assert.deepEqual(found, [stranger, ada, ada, stranger, proven, ada])
      assert.equal(new Set([stranger, ada, proven].flat()).size, 3)
    },
  ),
  storeCheck('a mailbox of many makes nobody one', async scene => {
    const person = (...emails: readonly string[]) => newPerson(scene.integration, emails)
    const [ada, bo, bare] = await subjectsOf(scene, [
      person('ada@example.com', 'info@example.com'),
      person('bo@example.com', 'info@example.com'),
      person('info@example.com'),
    ])
    assert.notDeepEqual(bo, ada)
    assert.deepEqual(bare, ada)
  }),
]

/**
 * Records events of one person each, one after the other, and tells the subjects of each. They are
 * signed unless it is said.
 */
async function subjectsOf(
  { store, integration, activities }: StoreScene,
  people: readonly (PersonRecord | { readonly unsigned: PersonRecord })[],
): Promise<readonly (readonly string[])[]> {
  for (const each of people) {
    const changes =
      'unsigned' in each
        ? { people: [each.unsigned], verification: 'unsigned' as const }
        : { people: [each] }
    await store.record([newDelivery(integration, [newActivity([], changes)])])
  }
  return (await activities(integration.controller.id)).map(({ subjects }) => subjects)
}
