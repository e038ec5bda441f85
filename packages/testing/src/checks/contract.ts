import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import type { IntegrationAdapter, PiiRow } from '@conduit/core'
import { pointerTokens } from '@conduit/core'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import { expandPath } from '@conduit/recordings/player'
import { Kind, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
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
      assert.equal(adapter.contract, 1, 'contract must be 1')
      assert.match(
        adapter.name,
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        `name "${adapter.name}" must be a slug: words of a-z and 0-9, joined by hyphens`,
      )
      assert.ok(adapter.title.trim() !== '', 'title must not be empty')
      const members = adapter as unknown as Record<string, unknown>
      for (const name of required) {
        assert.equal(typeof members[name], 'function', `${name} must be a function`)
      }
      for (const name of optional) {
        assert.ok(
          ['function', 'undefined'].includes(typeof members[name]),
          `${name} must be a function`,
        )
      }
      assert.equal(
        typeof members.plugin,
        'function',
        'the adapter must be what defineAdapter() returns',
      )
      assert.equal(typeof adapter.authenticate?.claim, 'function', 'authenticate is missing')
      assert.ok(
        adapter.endpoint !== null || adapter.fetch !== undefined,
        'it must have an endpoint, or fetch',
      )
      assert.ok(
        adapter.fetch === undefined || adapter.hosts !== undefined,
        'fetch needs hosts: it may call no others',
      )
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
      assert.equal(settings[Kind], 'Object', 'settings must be a Type.Object')
      assert.equal(
        settings.additionalProperties,
        false,
        'settings must say additionalProperties: false, so that a slip of the pen is told',
      )
      for (const [key, schema] of Object.entries<TSchema>(settings.properties)) {
        assert.ok(isDescribed(schema), `settings.${key} needs a description`)
        if (schema.proves === true) {
          assert.equal(schema.secret, true, `settings.${key} proves, so it must be a secret()`)
        }
      }
      if (adapter.state !== undefined)
        assert.equal(adapter.state[Kind], 'Object', 'state must be a Type.Object')
    },
  },
  {
    name: 'contract: tables are sound',
    hint: 'correct the row that is named; PiiRow and EventRow say what each member means.',
    run({ adapter }) {
      const types = adapter.tables.events.map(({ type }) => type)
      assert.deepEqual(types, [...new Set(types)], 'each event type must have one row only')
      for (const { type, meaning } of adapter.tables.events) {
        assert.ok(type.trim() !== '', 'an event row needs a type')
        assert.ok(meanings.has(meaning), `${type}: there is no meaning "${meaning}"`)
      }
      for (const row of adapter.tables.pii) assertRow(row)
    },
  },
  {
    name: 'contract: tables are filled in',
    hint: 'say in tables.ts which types of event there are, and where they hold personal data.',
    run({ adapter: { tables, rows } }) {
      const empty = [
        ...(tables.events.length > 0
          ? []
          : ['tables.events is empty: say which types of event there are, and what they mean']),
        ...(tables.pii.length > 0 || rows !== undefined
          ? []
          : ['tables.pii is empty: say where events hold personal data']),
      ]
      assert.ok(empty.length === 0, empty.join('\n'))
    },
  },
  {
    name: 'contract: samples',
    hint: 'export Samples as the default of ./samples: sign, and a folder of recorded deliveries; with fetch, also of what the platform answers (fetchback, poll).',
    run({ adapter, samples, plays }) {
      assert.equal(typeof samples.sign, 'function', 'samples.sign must be a function')
      const isFunction = ['function', 'undefined'].includes(typeof samples.refresh)
      assert.ok(isFunction, 'samples.refresh must be a function')
      const folder = fileURLToPath(samples.recordings)
      assert.ok(plays.length > 0, `no recordings yet: put recorded deliveries into ${folder}`)
      const isReading = adapter.fetch === undefined || answeredPlays({ plays }).length > 0
      assert.ok(isReading, 'it fetches: at least one recording must hold what the platform answers')
    },
  },
]

function assertEndpoint({ endpoint }: IntegrationAdapter): void {
  if (endpoint === null) return
  const { path = '/event', formats, payload, maxBytes = 1, headers = [] } = endpoint
  assert.match(path, /^(\/[a-z0-9-]+)+$/, `endpoint.path "${path}" must be like /event`)
  assert.ok(!['/poll', '/customer-redact'].includes(path), `endpoint.path: ${path} is taken`)
  assert.ok(formats.length > 0, 'endpoint.formats must name one, json() for example')
  for (const { name, types } of formats) {
    assert.ok(name !== '', 'a format needs a name')
    for (const type of types ?? [])
      assert.match(type, /^[^/\s;]+\/[^/\s;]+$/, `${name}: "${type}" is no content type`)
  }
  assert.ok(Number.isInteger(maxBytes) && maxBytes > 0, 'endpoint.maxBytes must be above 0')
  assert.ok(
    headers.every(name => /^[\w-]+$/.test(name)),
    'endpoint.headers must be names of headers',
  )
  TypeCompiler.Compile(payload)
}

/** By itself, or by all members of an inner object; of a list also by its items. */
function isDescribed(schema: TSchema): boolean {
  if (typeof schema.description === 'string' && schema.description.trim() !== '') return true
  const inner: readonly TSchema[] =
    schema.items === undefined ? Object.values(schema.properties ?? {}) : [schema.items]
  if (inner.length > 0) return inner.every(isDescribed)
  const choices: readonly TSchema[] = schema.anyOf ?? []
  return choices.length > 0 && choices.every(isDescribed)
}

function assertRow(row: PiiRow): void {
  const { path, category, identifies = false, person, region, when = {}, unless = {} } = row
  const { kind, reference, separator, unnamed = false, whole = false } = row
  const within = [row.within ?? []].flat()
  assert.ok(categories.has(category), `${path}: there is no category "${category}"`)
  assert.ok(
    !identifies || identifying.has(category),
    `${path}: identifies is for email, phone and account_id, not for ${category}`,
  )
  for (const expanded of expandPath(path)) {
    assertPointer(expanded, path)
    assert.ok(!/[{}]/.test(expanded), `${path}: braces must be balanced and not nested`)
    const prefix = pointerTokens(person ?? '')
    assert.ok(
      prefix.every((token, index) => pointerTokens(expanded)[index] === token) || /[{]/.test(path),
      `${path}: person "${person}" must be the beginning of the path`,
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
    assert.ok(values.length > 0, `${path}: a condition must name values`)
  }
}

function assertPointer(pointer: string, path: string): void {
  assert.match(pointer, /^(\/([^~/]|~[01])*)*$/, `${path}: "${pointer}" must be a JSON Pointer`)
}
