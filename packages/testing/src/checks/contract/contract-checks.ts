import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import type { IntegrationAdapter } from '@conduit/core'
import { privacyMeanings } from '@conduit/privacy'
import { Kind, type TSchema } from '@sinclair/typebox'
import type { Check } from '../context/check.ts'
import { answeredPlays } from '../platform/answered-plays.ts'
import { assertEndpoint } from './assert-endpoint.ts'
import { assertGuides } from './assert-guides.ts'
import { assertRow } from './assert-row.ts'

const meanings: ReadonlySet<string> = new Set(privacyMeanings)

const required = ['verifySignature', 'parseEvent', 'extractPii'] as const

const optional = [
  ...['hosts', 'accounts', 'rows', 'check', 'reply', 'read', 'poll', 'pollEvery', 'setup'],
  'proveAccounts',
] as const

/** Parts that have functions of their own. */
const parts = {
  ...{ redact: ['find', 'erase', 'check'], export: ['find', 'read'] },
  propagate: ['plan', 'tell', 'look'],
} as const

/** What can be told from the adapter as an object, before anything is sent. */
export const contractChecks: readonly Check[] = [
  {
    name: 'contract: shape and name',
    hint: 'make the adapter with defineAdapter(); “Write an adapter” lists its parts.',
    run({ adapter }) {
      assert.equal(adapter.contract, 2, 'contract must be 2')
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
      for (const [part, names] of Object.entries(parts)) {
        if (members[part] === undefined && part !== 'redact') continue
        for (const name of names) {
          assert.equal(
            typeof Object(members[part])[name],
            'function',
            `${part} must have ${name}()`,
          )
        }
        // What people do by hand needs none.
        const mayCall = part === 'redact' || adapter.hosts !== undefined
        assert.ok(mayCall, `${part} needs hosts: it may call no others`)
      }
      assert.equal(
        typeof members.plugin,
        'function',
        'the adapter must be what defineAdapter() returns',
      )
      assert.equal(typeof adapter.authenticate?.claim, 'function', 'authenticate is missing')
      assert.ok(
        adapter.endpoint !== null || adapter.poll !== undefined,
        'it must have an endpoint, or poll',
      )
      assert.ok(
        !isReading(adapter) || adapter.hosts !== undefined,
        'read and poll need hosts: they may call no others',
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
    name: 'contract: guides',
    hint: 'write connect.md and erase.md beside the code: what a person does at the platform to connect it, and to erase somebody.',
    run: ({ adapter }) => assertGuides(adapter),
  },
  {
    name: 'contract: samples',
    hint: 'export Samples as the default of ./samples: sign, and a folder of recorded deliveries; with read or poll, also of what the platform answers (fetchback, poll).',
    run({ adapter, samples, plays }) {
      assert.equal(typeof samples.sign, 'function', 'samples.sign must be a function')
      const isFunction = ['function', 'undefined'].includes(typeof samples.refresh)
      assert.ok(isFunction, 'samples.refresh must be a function')
      const folder = fileURLToPath(samples.recordings)
      assert.ok(plays.length > 0, `no recordings yet: put recorded deliveries into ${folder}`)
      assert.ok(
        !isReading(adapter) || answeredPlays({ plays }).length > 0,
        'it reads: at least one recording must hold what the platform answers',
      )
    },
  },
]

/** By itself, or by all members of an inner object; of a list also by its items. */
function isDescribed(schema: TSchema): boolean {
  if (typeof schema.description === 'string' && schema.description.trim() !== '') return true
  const inner: readonly TSchema[] =
    schema.items === undefined ? Object.values(schema.properties ?? {}) : [schema.items]
  if (inner.length > 0) return inner.every(isDescribed)
  const choices: readonly TSchema[] = schema.anyOf ?? []
  return choices.length > 0 && choices.every(isDescribed)
}

function isReading({ read, poll }: IntegrationAdapter): boolean {
  return read !== undefined || poll !== undefined
}
