import {
  defineAdapter,
  fromMatches,
  isConduitError,
  outcomeOfAbsence,
  type Platform,
  refuse,
} from '@conduit/core'
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
  const known = { identifiers: [], references: [member] }
  t.strictSame(await acme.redact.find(known, integration, platform), [
    { target: member, action: 'by_hand', expected: 'manual_required' },
  ])
  const task = { target: member, action: 'by_hand', key: 'k', accepted: null } as const
  t.strictSame(await acme.redact.erase(task, integration, platform), {
    outcome: 'manual_required',
  })
  t.strictSame(await acme.redact.check(task, integration, platform), { found: 'unverifiable' })
})

test('what is not there is erased only where the platform had agreed to it', t => {
  const task = { target: member, action: 'erase', key: 'k', accepted: null } as const
  const accepted = { at: new Date(0), progress: {} }
  t.equal(outcomeOfAbsence(task), 'not_found')
  t.equal(outcomeOfAbsence({ ...task, accepted }), 'erased')
  t.equal(outcomeOfAbsence({ ...task, action: 'anonymise', accepted }), 'erased')
  t.equal(outcomeOfAbsence({ ...task, action: 'suppress', accepted }), 'suppressed')
  t.end()
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
