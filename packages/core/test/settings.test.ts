import {
  errorTable,
  furtherSecrets,
  hidden,
  learned,
  meanings,
  needs,
  oneOf,
  problemOf,
  proving,
  secret,
  settingsOf,
  word,
} from '@conduit/core'
import {
  changedSettings,
  effectiveSettings,
  missingSettings,
  settingsFaults,
} from '@conduit/core/host'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'

const adapter = {
  settings: Type.Object(
    {
      region: Type.String({ default: 'eu' }),
      key: secret(Type.String({ minLength: 4 })),
      hook: learned(Type.String()),
    },
    { additionalProperties: false },
  ),
}

test('settings stand over options, options over defaults', async t => {
  t.strictSame(effectiveSettings(adapter, {}, { key: 'own' }), { region: 'eu', key: 'own' })
  t.strictSame(effectiveSettings(adapter, { key: 'shared', region: 'us' }, {}), {
    region: 'us',
    key: 'shared',
  })
  t.strictSame(effectiveSettings(adapter, { key: 'shared' }, { key: 'own' }).key, 'own')
})

test('what is learned later may be missing, and is named', async t => {
  t.strictSame(missingSettings(adapter, { key: 'abcd' }), ['hook'])
  t.strictSame(settingsFaults(adapter, { region: 'eu', key: 'abcd' }), [])
})

test('what is learned with a key is waited for only where that key is', async t => {
  const settings = Type.Object({
    apiKey: Type.Optional(Type.String()),
    hook: learned(Type.String(), { with: 'apiKey' }),
  })
  t.strictSame(missingSettings({ settings }, {}), [])
  t.strictSame(missingSettings({ settings }, { apiKey: 'k' }), ['hook'])
  t.strictSame(missingSettings({ settings }, { apiKey: 'k', hook: 'h' }), [])
})

test('nothing is awaited where another setting does instead', async t => {
  const either = {
    settings: Type.Object({
      hook: learned(Type.String(), { unless: 'flow' }),
      flow: Type.Optional(Type.String()),
    }),
  }
  t.strictSame(missingSettings(either, {}), ['hook'])
  t.strictSame(missingSettings(either, { hook: 'here' }), [])
  t.strictSame(missingSettings(either, { flow: 'here' }), [])
})

test('a change replaces, null removes, the rest stays', async t => {
  const before = { key: 'abcd', region: 'us', hook: 'old' }
  t.strictSame(changedSettings(before, { key: 'efgh', hook: null }), { key: 'efgh', region: 'us' })
  t.strictSame(before, { key: 'abcd', region: 'us', hook: 'old' })
})

test('all faults come at once, without values', async t => {
  const faults = settingsFaults(adapter, { region: 5, key: 'xyz', more: 'Ada' })
  t.strictSame(faults.map(({ pointer }) => pointer).sort(), ['/key', '/more', '/region'])
  t.notMatch(JSON.stringify(faults), /Ada|xyz/)
  const checked = { ...adapter, check: () => [{ path: '/region', message: 'unknown region' }] }
  t.strictSame(settingsFaults(checked, { region: 'eu', key: 'abcd' }), [
    { pointer: '/region', detail: 'unknown region' },
  ])
})

test('further secrets are secret, may be missing, and prove', async t => {
  const schema = furtherSecrets(Type.String({ minLength: 4 }), 'Old ones.')
  const settings = Type.Object({ old: schema }, { additionalProperties: false })
  t.match(schema, { secret: true, proves: true, description: 'Old ones.' })
  t.strictSame(settingsFaults({ settings }, {}), [])
  t.strictSame(settingsFaults({ settings }, { old: ['abcd'] }), [])
  t.match(settingsFaults({ settings }, { old: ['abc'] }), [{ pointer: '/old/0' }])
})

test('texts of settings: without blanks, secret and optional, or proving', async t => {
  const key = { minLength: 4 }
  const settings = settingsOf({
    id: word('Id.'),
    hook: proving('Key of the webhook.', key),
    token: hidden('Token.'),
  })
  const given = { id: 'a', hook: 'a b c' }
  t.strictSame(settingsFaults({ settings }, given), [])
  t.match(settingsFaults({ settings }, { ...given, id: 'a b' }), [{ pointer: '/id' }])
  t.match(settingsFaults({ settings }, { ...given, hook: 'abc' }), [{ pointer: '/hook' }])
  t.match(settingsFaults({ settings }, { ...given, token: '' }), [{ pointer: '/token' }])
  t.match(settingsFaults({ settings }, { ...given, other: 'x' }), [{ pointer: '/other' }])
  t.match(settings.properties, {
    id: { description: 'Id.' },
    hook: { secret: true, proves: true },
    token: { secret: true },
  })
  t.equal('secret' in settings.properties.id, false)
  t.equal('proves' in settings.properties.token, false)
})

test('one of several texts', async t => {
  const region = oneOf(['us', 'eu'], { default: 'us', description: 'Where.' })
  const settings = Type.Object({ region }, { additionalProperties: false })
  t.strictSame(effectiveSettings({ settings }, {}, {}), { region: 'us' })
  t.strictSame(settingsFaults({ settings }, { region: 'eu' }), [])
  t.match(settingsFaults({ settings }, { region: 'uk' }), [{ pointer: '/region' }])
})

test('a setting may need others', async t => {
  type Own = { refresh?: string; id?: string; secret?: string }
  const check = (own: Own) => needs(own, 'refresh', 'id', 'secret')
  t.strictSame(check({ id: 'i' }), [])
  t.strictSame(check({ refresh: 'r', id: 'i', secret: 's' }), [])
  const message = 'Needs id and secret as well'
  t.strictSame(check({ refresh: 'r', id: 'i' }), [{ path: '/refresh', message }])
})

test('the longest family wins, an exact row before it, and the unknown is processing', async t => {
  const meaningOf = meanings([
    { type: 'a.*', meaning: 'transaction' },
    { type: 'a.b.*', meaning: 'communication' },
    { type: 'a.b.c', meaning: 'lifecycle' },
    { type: 'a.*.left', meaning: 'consent.withdrawn' },
  ])
  t.equal(meaningOf('a.x.left'), 'consent.withdrawn')
  t.equal(meaningOf('a.b.left'), 'consent.withdrawn')
  t.equal(meaningOf('a.left'), 'transaction', 'what ends a family does not begin it as well')
  t.equal(meaningOf('a.b.c'), 'lifecycle')
  t.equal(meaningOf('a.b.d'), 'communication')
  t.equal(meaningOf('a.x'), 'transaction')
  t.equal(meaningOf('b'), 'processing')
})

test('outsiders are told what the table says and no more', async t => {
  t.strictSame(problemOf(new TypeError('Ada')), {
    type: 'urn:conduit:error:internal',
    title: errorTable.internal.title,
    status: 500,
    code: 'internal',
  })
})
