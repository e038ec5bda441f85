import custom from '@conduit/adapter-custom'
import type { JsonObject } from '@conduit/core'
import { effectiveSettings, settingsFaults } from '@conduit/core/host'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import { test } from 'tap'
import { mappingOf, signingSecret } from './request.ts'

const faultsOf = (settings: JsonObject) =>
  settingsFaults(custom, effectiveSettings(custom, {}, settings)).map(({ pointer }) => pointer)
const mapped = (changes: JsonObject) => faultsOf({ mapping: mappingOf(changes) })
const fields = (...pointers: string[]) => ({
  fields: pointers.map(pointer => ({ pointer, category: 'name', subject: false, required: false })),
})

test('sound settings have no faults', async t => {
  t.strictSame(faultsOf({ mapping: mappingOf() }), [])
  t.strictSame(faultsOf({ mapping: { type: '/type', fields: [] } }), [])
  const publicKeys = [`whpk_${Buffer.alloc(32).toString('base64')}`]
  const previousSigningSecrets = [signingSecret.slice(6)]
  t.strictSame(
    faultsOf({ signingSecret, previousSigningSecrets, publicKeys, mapping: mappingOf() }),
    [],
  )
  t.strictSame(faultsOf({ signingSecret: null, publicKeys: [], mapping: mappingOf() }), [])
})

test('keys of another form are refused when they are saved', async t => {
  const mapping = mappingOf()
  const base64 = signingSecret.slice(6)
  const odd = [
    '',
    'whsec_',
    `v1,${signingSecret}`,
    `whsec_${base64.slice(0, -1)}`,
    `whsec_${base64.slice(0, 20)}`,
    'whsec_-_-_',
  ]
  for (const secret of odd) {
    t.strictSame(faultsOf({ signingSecret: secret, mapping }), ['/signingSecret'], secret)
    t.strictSame(faultsOf({ previousSigningSecrets: [secret], mapping }), [
      '/previousSigningSecrets/0',
    ])
  }
  for (const key of ['', base64, `whsk_${base64}`, `whpk_${base64.slice(0, 20)}`, signingSecret]) {
    t.strictSame(faultsOf({ publicKeys: [key], mapping }), ['/publicKeys/0'], key)
  }
  const [fault] = settingsFaults(custom, { signingSecret: `v1,${signingSecret}`, mapping })
  t.match(fault?.detail, 'leave out')
  t.notMatch(JSON.stringify(fault), base64, 'a fault shows no value')
})

test('mappings that cannot work are refused when they are saved', async t => {
  t.strictSame(mapped({ root: 'events' }), ['/mapping/root'])
  t.strictSame(mapped({ type: '/a~2' }), ['/mapping/type'])
  t.strictSame(mapped({ occurredAt: 'at' }), ['/mapping/occurredAt'])
  t.strictSame(mapped({ id: '/a/*' }), ['/mapping/id'])
  t.strictSame(mapped(fields('/a', '/b~', '/c/*/d', '/')), ['/mapping/fields/1/pointer'])
  t.strictSame(mapped(fields('/a', '/b', '/a', '/a')), [
    '/mapping/fields/2/pointer',
    '/mapping/fields/3/pointer',
  ])
  t.strictSame(mapped(fields('/a/{b,c}')), [], 'braces are part of a name')
  const doubled = { types: { ['{a,b}'.repeat(40)]: 'transaction' } }
  t.strictSame(
    mapped(doubled),
    ['/mapping/types'],
    'braces of a type are choices, 2 to the power of 40 here',
  )
  t.strictSame(mapped({ ...fields('/n') }), ['/mapping/id'], 'an id in clear is nobody’s name')
  t.not(mapped({ types: { a: 'unknown' } }).length, 0)
  t.not(mapped({ fallbackMeaning: 'unknown' }).length, 0)
  t.not(mapped({ unknown: 1 }).length, 0)
  t.not(mapped({ fields: [{ pointer: '/a', category: 'unknown' }] }).length, 0)
})

test('every category and meaning there is can be chosen', async t => {
  for (const category of piiCategories) {
    t.strictSame(mapped({ fields: [{ pointer: '/a', category }] }), [], category)
  }
  for (const meaning of privacyMeanings)
    t.strictSame(mapped({ types: { a: meaning } }), [], meaning)
})
