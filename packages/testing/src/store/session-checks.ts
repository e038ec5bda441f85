import assert from 'node:assert/strict'
import { uuidv7 } from 'uuidv7'
import { newIntegration } from './records.ts'
import { type StoreCheck, storeCheck, suiteQuarantine } from './store-check.ts'

/** What runs at platforms hold and remember. */
export const sessionChecks: readonly StoreCheck[] = [
  storeCheck('one run of an integration at a time', async ({ store, ref, integrations }) => {
    const { sessions } = store
    const [mine, theirs] = [uuidv7(), uuidv7()]
    assert.equal(await sessions.acquire(ref, mine, 60_000), true)
    assert.equal(await sessions.acquire(ref, theirs, 60_000), false, 'somebody has it')
    assert.equal(await sessions.acquire(ref, mine, 60_000), true, 'who has it may prolong it')
    await sessions.release(ref, theirs)
    assert.equal(
      await sessions.acquire(ref, theirs, 60_000),
      false,
      'only its holder gives it back',
    )
    await sessions.release(ref, mine)
    assert.equal(await sessions.acquire(ref, theirs, 60_000), true)
    const [, { controllerId, id }] = integrations
    const elsewhere = { controllerId, id }
    assert.equal(await sessions.acquire(elsewhere, mine, 60_000), true, 'of another integration')
  }),
  storeCheck('a token is kept until it is taken back', async ({ store: { sessions }, ref }) => {
    const token = { value: 'a', refresh: 'r', expiresAt: new Date('2026-12-01T00:00:00.000Z') }
    assert.equal(await sessions.token(ref), null)
    await sessions.saveToken(ref, token)
    assert.deepEqual(await sessions.token(ref), token)
    await sessions.saveToken(ref, null)
    assert.equal(await sessions.token(ref), null)
  }),
  {
    name: 'what an integration has proven, and not what it claims',
    async run(make) {
      const accounts = [uuidv7(), uuidv7()].map(id => `account of ${id}`)
      const wanted = [
        { accounts, claims: [] },
        { accounts: [], claims: accounts },
      ]
      const made = await make(
        wanted.map(each => newIntegration(each)),
        suiteQuarantine,
      )
      try {
        for (const { controllerId, id, accounts } of made.integrations) {
          const proven = await made.store.sessions.provenAccounts({ controllerId, id })
          assert.deepEqual([...proven].sort(), [...accounts].sort())
        }
      } finally {
        await made.close()
      }
    },
  },
  storeCheck('a state is kept, and the integration that has it is another object', async scene => {
    const { store, ref, integration } = scene
    assert.deepEqual(await store.sessions.state(ref), {})
    await store.sessions.saveState(ref, { cursor: 'c-9' })
    assert.deepEqual(await store.sessions.state(ref), { cursor: 'c-9' })
    const changed = await store.integration(ref)
    assert.deepEqual(changed?.state, { cursor: 'c-9' })
    assert.notEqual(changed, integration)
  }),
]
