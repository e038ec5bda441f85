import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundledAdapters, loadAdapters } from '@conduit/server'
import { test } from 'tap'

const canary = 'canary4711'

const kind = (name: string) => `[Symbol.for('TypeBox.Kind')]: '${name}'`

const honest = `
  contract: 2, name: NAME, title: 'Loyalty',
  settings: {
    type: 'object', ${kind('Object')}, required: ['secret'], additionalProperties: false,
    properties: { secret: { type: 'string', minLength: 8, ${kind('String')} } },
  },
  endpoint: { formats: [{ decode: () => ({}) }], payload: {} },
  tables: { events: [], pii: [] },
  authenticate: { mints: 'key', claim: () => null },
  verifySignature: () => 'unsigned', parseEvent: () => ({ deliveryId: null, events: [] }),
  extractPii: () => ({ fields: [], people: [] }),
  redact: { find: async () => [], erase: async () => null, check: async () => null },
  guides: { connect: new URL('file:///connect.md'), erase: new URL('file:///erase.md') }`

const adapter = (name: string, change = '') =>
  `export default {${honest.replace('NAME', JSON.stringify(name))}${change === '' ? '' : `, ${change}`}}`

/** A directory of an operator with these packages installed. */
async function operatorWith(
  packages: Record<string, { source: string; exports?: unknown }>,
): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-operator-'))
  for (const [name, { source, exports = './index.js' }] of Object.entries(packages)) {
    const folder = join(cwd, 'node_modules', name)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', exports }))
    await writeFile(join(folder, 'index.js'), source)
  }
  return cwd
}

test('without a configuration all that comes with the server is on', async t => {
  const { adapters, faults } = await loadAdapters(undefined, await operatorWith({}))
  t.same(adapters.map(({ adapter }) => adapter.name).sort(), [...bundledAdapters()].sort())
  t.same(faults, [])
  t.ok(bundledAdapters().includes('stripe'))
})

test('only what is listed and on is loaded', async t => {
  const cwd = await operatorWith({
    '@acme/loyalty': { source: `globalThis.loyaltyWasImported = true\n${adapter('loyalty')}` },
  })
  const { adapters } = await loadAdapters({ stripe: true, '@acme/loyalty': false }, cwd)
  t.same(
    adapters.map(({ adapter }) => adapter.name),
    ['stripe'],
  )
  t.notOk('loyaltyWasImported' in globalThis)
})

test('a package of a third party is found from the directory of the operator', async t => {
  const cwd = await operatorWith({
    '@acme/loyalty': { source: adapter('loyalty') },
    '@acme/import-only': {
      source: adapter('import-only'),
      exports: {
        '.': { types: './index.d.ts', import: './index.js' },
        './samples': { import: './index.js' },
      },
    },
  })
  const { adapters, faults } = await loadAdapters(
    {
      '@acme/loyalty': { options: { secret: 'long enough' }, allow: ['10.0.0.0/8'] },
      '@acme/import-only': true,
    },
    cwd,
  )
  t.same(faults, [])
  t.match(adapters, [
    {
      adapter: { name: 'loyalty' },
      package: '@acme/loyalty',
      samples: null,
      options: { secret: 'long enough' },
      allow: ['10.0.0.0/8'],
    },
    {
      adapter: { name: 'import-only' },
      samples: /import-only\/index\.js$/,
      options: {},
      allow: null,
      maxBytes: null,
    },
  ])
})

test('a file of the operator is an adapter too', async t => {
  const cwd = await operatorWith({})
  await writeFile(join(cwd, 'package.json'), '{"type":"module"}')
  await writeFile(join(cwd, 'own.js'), adapter('own'))
  const { adapters } = await loadAdapters({ './own.js': true }, cwd)
  t.equal(adapters[0]?.adapter.name, 'own')
})

test('each faulty adapter is reported and holds up no other', async t => {
  const cwd = await operatorWith({
    '@acme/throws': { source: `throw new TypeError('${canary}')` },
    '@acme/throws-a-value': { source: `throw '${canary}'` },
    '@acme/syntax': { source: 'export default {' },
    '@acme/empty': { source: 'export const other = 1' },
    '@acme/future': { source: adapter('future', 'contract: 3') },
    '@acme/past': { source: adapter('past', 'contract: 1') },
    '@acme/half': { source: adapter('half', "parseEvent: 'no function', title: undefined") },
    '@acme/plain-schema': {
      source: adapter('plain', "settings: { type: 'object', properties: {} }"),
    },
    '@acme/bad-name': { source: adapter('Bad Name/..') },
    '@acme/no-contract': { source: adapter('ancient').replace('contract: 2,', '') },
    '@acme/stripe-again': { source: adapter('stripe') },
    '@acme/xero-too': { source: adapter('xero') },
    '@acme/first': { source: adapter('twice') },
    '@acme/second': { source: adapter('twice') },
    '@acme/options': { source: adapter('options') },
    '@acme/hostile': {
      source: `export default new Proxy({}, { get() { throw new Error('${canary}') }, has() { throw new Error('${canary}') } })`,
    },
  })
  const names = [
    'throws',
    'throws-a-value',
    'syntax',
    'empty',
    'future',
    'past',
    'half',
    'plain-schema',
    'bad-name',
    'hostile',
    'no-contract',
    'xero-too',
    'first',
    'second',
  ]
  const { adapters, faults } = await loadAdapters(
    {
      '@acme/missing': true,
      strpe: true,
      ...Object.fromEntries(names.map(name => [`@acme/${name}`, true])),
      stripe: true,
      '@acme/stripe-again': true,
      '@acme/options': { options: { secret: canary.slice(0, 3), other: canary } },
    },
    cwd,
  )
  t.same(
    adapters.map(({ adapter }) => adapter.name),
    ['twice', 'stripe'],
  )
  t.same(
    faults.map(({ adapter, code }) => [adapter, code]),
    [
      ['@acme/missing', 'not_found'],
      ['strpe', 'not_found'],
      ['@acme/throws', 'import_failed'],
      ['@acme/throws-a-value', 'import_failed'],
      ['@acme/syntax', 'import_failed'],
      ['@acme/empty', 'not_an_adapter'],
      ['@acme/future', 'wrong_contract'],
      ['@acme/past', 'wrong_contract'],
      ['@acme/half', 'not_an_adapter'],
      ['@acme/plain-schema', 'not_an_adapter'],
      ['@acme/bad-name', 'not_an_adapter'],
      ['@acme/hostile', 'import_failed'],
      ['@acme/no-contract', 'wrong_contract'],
      ['@acme/xero-too', 'name_clash'],
      ['@acme/second', 'name_clash'],
      ['@acme/stripe-again', 'name_clash'],
      ['@acme/options', 'wrong_options'],
    ],
  )
  t.notMatch(JSON.stringify(faults), canary)
  const messages = Object.fromEntries(faults.map(({ adapter, message }) => [adapter, message]))
  t.match(messages, {
    '@acme/missing': '@acme/missing is not installed',
    '@acme/throws': 'importing it failed (TypeError)',
    '@acme/empty': 'the default export is not an adapter',
    '@acme/future': 'it names contract 3, and this server speaks contract 2',
    '@acme/past': 'it names contract 1, and this server speaks contract 2',
    '@acme/no-contract': 'it names no contract, and this server speaks contract 2',
    '@acme/half': /\/parseEvent/,
    '@acme/stripe-again': 'an adapter of this name comes with the server',
    '@acme/xero-too': 'an adapter of this name comes with the server',
    '@acme/second': 'an adapter of this name is loaded already',
    '@acme/options': /\/secret/,
  })
})
