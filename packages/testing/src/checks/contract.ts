import assert from 'node:assert/strict'
import type { IntegrationAdapter, PiiRow } from '@conduit/core'
import { pointerTokens } from '@conduit/core'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import { Kind, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { expandPath } from '../compare/table-places.ts'
import { answeredPlays } from './answers.ts'
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
    hint: 'make the adapter with defineAdapter(); “Write an adapter” lists its parts.',
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
    hint: 'correct endpoint: its path, its formats, its payload schema, its headers.',
    skip: ({ adapter }) => (adapter.endpoint === null ? 'the platform never calls us' : null),
    run: ({ adapter }) => assertEndpoint(adapter),
  },
  {
    name: 'contract: settings are strict and described',
    hint: 'make settings a Type.Object with additionalProperties: false and a description for each key; mark what verifies with secret(…, { proves: true }).',
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
    hint: 'correct the row that is named; PiiRow and EventRow say what each member means.',
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
    hint: 'export Samples as the default of ./samples: sign, and a folder of recorded deliveries; with fetch, also of what the platform answers (fetchback, poll).',
    run({ adapter, samples, plays }) {
      assert.equal(typeof samples.sign, 'function', 'samples.sign')
      assert.ok(['function', 'undefined'].includes(typeof samples.refresh), 'samples.refresh')
      assert.ok(plays.length > 0, 'samples.recordings holds at least one recording')
      const isReading = adapter.fetch === undefined || answeredPlays({ plays }).length > 0
      assert.ok(isReading, 'it fetches: at least one recording holds what the platform answers')
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
  const { path, category, identifies, person, region, when = {}, unless = {} } = row
  assert.ok(categories.has(category), `${path}: category "${category}" is known`)
  assert.ok(
    identifies !== true || identifying.has(category),
    `${path}: ${category} identifies nobody`,
  )
  for (const expanded of expandPath(path)) {
    assertPointer(expanded, path)
    assert.ok(!/[{}]/.test(expanded), `${path}: braces are balanced and not nested`)
    if (person === undefined) continue
    const prefix = pointerTokens(person)
    assert.ok(
      prefix.every((token, index) => pointerTokens(expanded)[index] === token) || /[{]/.test(path),
      `${path}: person "${person}" is a prefix of it`,
    )
  }
  for (const pointer of [...Object.keys(when), ...Object.keys(unless)]) assertPointer(pointer, path)
  for (const pointer of [person, region]) if (pointer !== undefined) assertPointer(pointer, path)
  for (const values of [...Object.values(when), ...Object.values(unless)]) {
    assert.ok(values.length > 0, `${path}: a condition names values`)
  }
}

function assertPointer(pointer: string, path: string): void {
  assert.match(pointer, /^(\/([^~/]|~[01])*)*$/, `${path}: "${pointer}" is a JSON Pointer`)
}
