import { phone } from '@conduit/core'
import { memoryStore } from '@conduit/core/host'
import { test } from 'tap'
import { acmeWith, appOf, bodyOf, did, dxKey, signingSecret } from './acme.ts'

const tables = {
  events: [{ type: 'member.*', meaning: 'subject.updated' }],
  pii: [{ path: '/phone', ...phone({ object: 'member', region: '/country' }) }],
} as const

/** The people of events, as a controller in Australia gets to know them, by number. */
async function peopleOf(...events: readonly Record<string, unknown>[]): Promise<readonly number[]> {
  const own = { adapter: 'acme', settings: { signingSecret }, did, dxKey, phoneRegion: 'AU' }
  const store = memoryStore([own])
  const { post } = await appOf(acmeWith({ tables }), { store })
  await post(bodyOf(...events))
  const known: unknown[] = store.subjects.map(({ id }) => id)
  return store.activities.flatMap(({ subjects }) => subjects.map(id => known.indexOf(id)))
}

const italian = { phone: '(02) 5550 1234', country: 'IT' }

test('a number is of the country that the platform names beside it', async t => {
  t.strictSame(await peopleOf(italian, { phone: '+39 02 5550 1234' }), [0, 0])
})

test('without one it is of the country of the controller', async t => {
  const national = { phone: '(02) 5550 1234' }
  t.strictSame(await peopleOf(national, { phone: '+61 2 5550 1234' }, italian), [0, 0, 1])
})

test('a number with an extension is nobody’s', async t => {
  t.strictSame(await peopleOf({ phone: '+1 415-555-2671 x12' }), [])
})
