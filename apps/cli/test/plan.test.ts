import { pathToFileURL } from 'node:url'
import { planFor } from '@conduit/cli'
import type { JsonObject, Samples } from '@conduit/core'
import { test } from 'tap'
import adapter from './support/brittle-adapter.ts'

function recording(credentials: JsonObject, more: object = {}): string {
  return JSON.stringify({
    receivedAt: '2026-11-10T09:00:00Z',
    credentials,
    request: { method: 'POST', path_suffix: '/event' },
    expect: { status: 200 },
    ...more,
  })
}

const poll = {
  request: undefined,
  poll: { request: { method: 'POST', path_suffix: '/poll' }, responses: [] },
}

test('recordings with equal credentials share an integration; polls have their own', async t => {
  const folder = t.testdir({
    'a.json': recording({ region: 'eu', did: 'did:example:one' }),
    'b.json': recording({ region: 'us' }),
    'c.json': recording({ region: 'eu', did: 'did:example:two' }),
    'd.json': recording({ region: 'eu' }, poll),
    'e.json': recording({ region: 'eu' }, poll),
  })
  const samples: Samples = { sign: () => null, recordings: pathToFileURL(`${folder}/`) }
  const [round, ...others] = planFor({ adapter, samples }).rounds
  const groups = round?.groups ?? []
  t.same(others, [])
  t.same(
    groups.map(({ recordings }) => recordings.map(({ file }) => file)),
    [['a.json', 'c.json'], ['b.json'], ['d.json'], ['e.json']],
  )
  t.same(groups[0]?.integrations, [
    { settings: { region: 'eu' }, state: {}, token: null, accounts: [] },
  ])
})

test('a recording comes after the one that precedes it', async t => {
  const folder = t.testdir({
    'a.json': recording({}, { precededBy: 'c.json' }),
    'b.json': recording({}),
    'c.json': recording({}, { name: 'first', precededBy: 'd' }),
    'd.json': recording({}),
  })
  const samples: Samples = { sign: () => null, recordings: pathToFileURL(`${folder}/`) }
  const [round, ...others] = planFor({ adapter, samples }).rounds
  const groups = round?.groups ?? []
  t.same(others, [])
  t.same(
    groups.flatMap(({ recordings }) => recordings.map(({ file }) => file)),
    ['d.json', 'c.json', 'a.json', 'b.json'],
  )
})

test('recordings that need other options of the server have a round of their own', async t => {
  const beside = (region: string) => ({ region, connections: [{ did: 'did:example:one' }] })
  const folder = t.testdir({
    'a.json': recording(beside('eu')),
    'b.json': recording(beside('us')),
    'c.json': recording(beside('eu')),
  })
  const samples: Samples = { sign: () => null, recordings: pathToFileURL(`${folder}/`) }
  t.same(
    planFor({ adapter, samples }).rounds.map(({ options, groups }) => [
      options,
      groups.flatMap(({ recordings }) => recordings.map(({ file }) => file)),
    ]),
    [
      [{ region: 'eu' }, ['a.json', 'c.json']],
      [{ region: 'us' }, ['b.json']],
    ],
  )
})
