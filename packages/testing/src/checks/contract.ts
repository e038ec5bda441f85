import assert from 'node:assert/strict'
import type { IntegrationAdapter, PiiRow } from '@conduit/core'
import { pointerTokens } from '@conduit/core'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import { Kind, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { expandPath } from '../compare/table-places.ts'
import type { Check } from './check.ts'

const categories: ReadonlySet<string> = new Set(piiCategories)
const meanings: ReadonlySet<string> = new Set(privacyMeanings)
const identifying: ReadonlySet<string> = new Set(['email', 'phone', 'account_id'])
const required = ['verifySignature', 'parseEvent', 'extractPii', 'redact'] as const
const optional = [
  ...['hosts', 'accounts', 'rows', 'check', 'reply', 'fetch', 'pollEvery', 'setup'],
] as const

/** What can be told from the adapter as an object, before anything is sent. */
export const contractChecks: readonly Check[] = [
  {
    name: 'contract: shape and name',
    run({ adapter }) {
      assert.equal(adapter.contract, 1, 'contract')
      assert.match(adapter.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'name is a slug')
      assert.ok(adapter.title.trim() !== '', 'title')
      const members = adapter as unknown as Record<string, unknown>
      for (const name of required) assert.equal(typeof members[name], 'function', name)
      for (const name of optional) {
        assert.ok(['function', 'undefined'].includes(typeof members[name]), `${name} is a function`)
      }
      assert.equal(typeof members.plugin, 'function', 'plugin: made by defineAdapter()')
      assert.equal(typeof adapter.authenticate?.claim, 'function', 'authenticate')
      assert.ok(adapter.endpoint !== null || adapter.fetch !== undefined, 'receives or fetches')
      assert.ok(adapter.fetch === undefined || adapter.hosts !== undefined, 'fetch needs hosts')
    },
  },
  {
    name: 'contract: endpoint',
    skip: ({ adapter }) => (adapter.endpoint === null ? 'the platform never calls us' : null),
    run: ({ adapter }) => assertEndpoint(adapter),
  },
  {
    name: 'contract: settings are strict and described',
    run({ adapter }) {
      const { settings } = adapter
      assert.equal(settings[Kind], 'Object', 'settings is a TypeBox object')
      assert.equal(settings.additionalProperties, false, 'additionalProperties: false')
      for (const [key, schema] of Object.entries<TSchema>(settings.properties)) {
        assert.ok(isDescribed(schema), `settings.${key} has a description`)
        if (schema.proves === true) assert.equal(schema.secret, true, `settings.${key} is secret`)
      }
      if (adapter.state !== undefined) assert.equal(adapter.state[Kind], 'Object', 'state')
    },
  },
  {
    name: 'contract: tables are sound',
    run({ adapter }) {
      const types = adapter.tables.events.map(({ type }) => type)
      assert.deepEqual(types, [...new Set(types)], 'each event type has one row')
      for (const { type, meaning } of adapter.tables.events) {
        assert.ok(type.trim() !== '', 'an event row has a type')
        assert.ok(meanings.has(meaning), `${type}: meaning "${meaning}" is known`)
      }
      for (const row of adapter.tables.pii) assertRow(row)
    },
  },
  {
    name: 'contract: samples',
    run({ samples, plays }) {
      assert.equal(typeof samples.sign, 'function', 'samples.sign')
      assert.ok(plays.length > 0, 'samples.recordings holds at least one recording')
    },
  },
]

function assertEndpoint({ endpoint }: IntegrationAdapter): void {
  if (endpoint === null) return
  const { path = '/event', formats, payload, maxBytes = 1, headers = [] } = endpoint
  assert.match(path, /^(\/[a-z0-9-]+)+$/, 'endpoint.path')
  assert.ok(!['/poll', '/customer-redact'].includes(path), 'endpoint.path is not taken')
  assert.ok(formats.length > 0, 'endpoint.formats')
  for (const { name, types } of formats) {
    assert.ok(name !== '', 'a format has a name')
    for (const type of types ?? []) assert.match(type, /^[^/\s;]+\/[^/\s;]+$/, `${name}: ${type}`)
  }
  assert.ok(Number.isInteger(maxBytes) && maxBytes > 0, 'endpoint.maxBytes')
  assert.ok(
    headers.every(name => /^[\w-]+$/.test(name)),
    'endpoint.headers',
  )
  TypeCompiler.Compile(payload)
}

/** By itself, or by all members of an inner object; of a list also by its items. */
function isDescribed(schema: TSchema): boolean {
  if (typeof schema.description === 'string' && schema.description.trim() !== '') return true
  const inner: readonly TSchema[] = Object.values(schema.properties ?? {})
  if (inner.length > 0) return inner.every(isDescribed)
  const choices: readonly TSchema[] = schema.anyOf ?? []
  return choices.length > 0 && choices.every(isDescribed)
}

function assertRow(row: PiiRow): void {
  const { path, category, identifies = false, person, region, when = {}, unless = {} } = row
  const { kind, reference, separator, unnamed = false, whole = false } = row
  const within = [row.within ?? []].flat()
  assert.ok(categories.has(category), `${path}: category "${category}" is known`)
  assert.ok(!identifies || identifying.has(category), `${path}: ${category} identifies nobody`)
  for (const expanded of expandPath(path)) {
    assertPointer(expanded, path)
    assert.ok(!/[{}]/.test(expanded), `${path}: braces are balanced and not nested`)
    const prefix = pointerTokens(person ?? '')
    assert.ok(
      prefix.every((token, index) => pointerTokens(expanded)[index] === token) || /[{]/.test(path),
      `${path}: person "${person}" is a prefix of it`,
    )
  }
  const isOfSomebody = identifies || reference !== undefined
  assert.ok(person !== null || !isOfSomebody, `${path}: what is nobody's finds nobody`)
  assert.ok(!whole || !isOfSomebody, `${path}: a whole has no value that could find a person`)
  assert.ok(kind === undefined || identifies, `${path}: a kind goes with what identifies`)
  assert.ok(within.length === 0 || reference !== undefined, `${path}: within goes with reference`)
  assert.notEqual(separator, '', `${path}: a separator is a text`)
  assert.ok(!unnamed || path.includes('*'), `${path}: unnamed goes with a *`)
  const pointers = [person, region, ...within.flatMap(place => Object.values(place))]
  for (const pointer of [...pointers, ...Object.keys(when), ...Object.keys(unless)])
    assertPointer(pointer ?? '', path)
  for (const values of [...Object.values(when), ...Object.values(unless)]) {
    assert.ok(values.length > 0, `${path}: a condition names values`)
  }
}

function assertPointer(pointer: string, path: string): void {
  assert.match(pointer, /^(\/([^~/]|~[01])*)*$/, `${path}: "${pointer}" is a JSON Pointer`)
}
