import { accountId, type PiiRow, phone } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { spec, tables } from '../acme/acme.ts'
import { settings } from '../acme/settings.ts'
import { type Mutant, mutant } from './mutant.ts'

const withTables = (changes: Partial<typeof tables>) => ({ tables: { ...tables, ...changes } })
const { endpoint } = spec
if (endpoint === null) throw new Error('Acme has an endpoint')

const id = { path: '/x', ...accountId() }
const object = { path: '/x', ...accountId({ object: 'x' }) }
const unsoundRows: readonly [string, PiiRow][] = [
  ['nobody, and yet found', { ...id, person: null }],
  ['nobody, and yet to be erased', { ...object, person: null }],
  ['a whole that identifies', { ...id, read: 'whole' }],
  ['a place that is no pointer', { path: '/x', ...accountId({ object: 'x', within: { y: 'y' } }) }],
  ['a separator that separates all', { ...id, read: { split: '' } }],
  ['a condition without values', { ...id, when: { '/y': [] } }],
  ['a condition of two places', { ...id, when: { '/{y,z}': ['1'] } }],
  ['an exception of two places', { ...id, unless: { '/{y,z}': ['1'] } }],
  ['a region of two places', { path: '/x', ...phone({ region: '/{y,z}' }) }],
  ['a condition of no place', { ...id, when: { y: ['1'] } }],
]

export const contractMutants: readonly Mutant[] = [
  mutant('contract: shape and name', 'a name that is no slug', { name: 'Acme_2' }),
  mutant('contract: shape and name', 'a title that says nothing', { title: ' ' }),
  mutant('contract: shape and name', 'a copy of which nothing can be read', {
    export: { find: async () => [] } as never,
  }),
  mutant('contract: endpoint', 'a path that is taken', {
    endpoint: { ...endpoint, path: '/poll' },
  }),
  mutant('contract: endpoint', 'no format', { endpoint: { ...endpoint, formats: [] } }),
  mutant('contract: settings are strict and described', 'settings that take anything', {
    settings: { ...settings, additionalProperties: true } as typeof settings,
  }),
  mutant('contract: settings are strict and described', 'a setting nobody explains', {
    settings: {
      ...settings,
      properties: { ...settings.properties, accounts: Type.Optional(Type.Array(Type.String())) },
    },
  }),
  mutant('contract: tables are sound', 'a name that identifies', {
    ...withTables({
      pii: [...tables.pii, { path: '/x', category: 'name', identity: { by: 'email' } } as never],
    }),
  }),
  mutant('contract: tables are sound', 'a pointer that is none', {
    ...withTables({ pii: [...tables.pii, { path: 'member.email', category: 'email' }] }),
  }),
  mutant('contract: tables are sound', 'a person elsewhere', {
    ...withTables({ pii: [...tables.pii, { path: '/a/b', category: 'name', person: '/c' }] }),
  }),
  ...unsoundRows.map(([name, row]) =>
    mutant('contract: tables are sound', name, withTables({ pii: [...tables.pii, row] })),
  ),
  mutant('contract: tables are sound', 'a meaning nobody knows', {
    ...withTables({ events: [...tables.events, { type: 'x', meaning: 'fun' as 'processing' }] }),
  }),
  mutant('contract: tables are sound', 'a type of two meanings', {
    ...withTables({ events: [...tables.events, { type: 'member.*', meaning: 'processing' }] }),
  }),
  mutant('contract: tables are filled in', 'no event types', withTables({ events: [] })),
  mutant('contract: tables are filled in', 'no personal data', withTables({ pii: [] })),
  mutant('contract: guides', 'a guide that is not there', {
    guides: { ...spec.guides, erase: new URL('../../../test/acme/nowhere.md', import.meta.url) },
  }),
  mutant(
    'contract: samples',
    'no recordings',
    {},
    { recordings: new URL('../../../test/mutants/', import.meta.url) },
  ),
]
