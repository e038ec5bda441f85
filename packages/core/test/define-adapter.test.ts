import { defineAdapter, fromMatches, isConduitError, type Platform, refuse } from '@conduit/core'
import { test } from 'tap'
import { acme, acmeWith } from './acme.ts'

const integration = { settings: { signingSecret: 'x' }, state: {} }
const platform = {} as Platform
const member = { object: 'member', id: '7' }

test('an adapter is a plain object of contract 2, and a plugin', async t => {
  t.equal(acme.contract, 2)
  t.type(acme.plugin, 'function')
  t.equal(defineAdapter(acme).name, 'acme')
})

test('personal data are what the rows find, unless the author says otherwise', async t => {
  const [row] = acme.tables.pii
  if (row === undefined) throw new Error('Acme has rows')
  const found = [{ row, path: '/email', value: 'ada@example.com', person: '' }]
  const event = {} as never
  t.strictSame(acme.extractPii(event, integration, found), fromMatches(found))
  const nothing = { fields: [], people: [] }
  const own = acmeWith({ extractPii: () => nothing })
  t.equal(own.extractPii(event, integration, found), nothing)
})

test('where a platform cannot be told, a person erases what is listed', async t => {
  const find = { step: 'find', identifiers: [], references: [member] } as const
  t.strictSame(await acme.redact(find, integration, platform), {
    targets: [{ target: member, expected: 'manual_required' }],
  })
  const erase = { step: 'erase', target: member, key: 'k' } as const
  t.strictSame(await acme.redact(erase, integration, platform), { outcome: 'manual_required' })
  const gone = async () => ({ outcome: 'not_found' }) as const
  t.match(await acmeWith({ redact: gone }).redact(erase, integration, platform), {
    outcome: 'not_found',
  })
})

/** What a refusal says. */
function refusal(...given: Parameters<typeof refuse>) {
  try {
    return refuse(...given)
  } catch (error) {
    if (!isConduitError(error)) throw error
    const { code, reason, reasonKey, faults, message } = error
    return { code, reason, reasonKey, faults, message }
  }
}

test('a refusal has the words of the catalogue, or the platform’s own in their place', async t => {
  const message = 'The request does not fit what this endpoint expects.'
  t.strictSame(refusal('invalid', 'other_kind'), {
    code: 'invalid',
    reason: 'not a body of this kind',
    reasonKey: 'other_kind',
    faults: [],
    message,
  })
  t.strictSame(refusal('invalid', 'other_kind', { detail: 'not a batch', pointer: '/events' }), {
    code: 'invalid',
    reason: 'not a batch',
    reasonKey: 'other_kind',
    faults: [{ pointer: '/events', detail: 'not a batch' }],
    message,
  })
  t.match(refusal('invalid', 'value_missing', { pointer: '/id' }), {
    faults: [{ pointer: '/id', detail: 'a required value is missing' }],
  })
})
