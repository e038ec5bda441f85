import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { accessTo, callFaults } from '@conduit/testing'
import { t as root, type Test, test } from 'tap'
import type { Erased } from '../src/erasures/erase-one.ts'
import { judge } from '../src/erasures/judge.ts'
import { readRuns, writeRun } from '../src/erasures/kept-runs.ts'
import { type Place, startPlace } from '../src/erasures/place.ts'
import { allRows, type Row } from '../src/erasures/rows.ts'
import { runErasures } from '../src/erasures/run-all.ts'
import { planServerCases, type Tried, tryCase } from '../src/erasures/run-erasures.ts'
import { faultsOf, partOf, renderErasures, renderTable, withTable } from '../src/erasures/table.ts'
import { startCluster } from '../src/parts/cluster.ts'

// Servers are killed and started again, on a machine with much else to do.
root.setTimeout(900_000)

/** The row of the operator's own system: its fake is the smallest. */
async function customRow(): Promise<Row> {
  const row = (await allRows()).find(({ adapter }) => adapter === 'custom')
  if (row === undefined) throw new Error('custom has no row')
  return row
}

/** Killed before and after the call that erases, a server comes to the true end. */
async function comesToItsEnd(t: Test, place: Place): Promise<void> {
  const { calls, cases } = await planServerCases(await customRow(), place)
  const kills = cases.filter(({ fault }) => fault === 'kill')
  t.strictSame(
    [...new Set(kills.map(({ call }) => call))],
    calls,
    'there is a row for each call that was made',
  )
  const last = kills.findLast(({ harm }) => harm === 'after')
  for (const each of kills.filter(({ call }) => call === last?.call)) {
    const { findings } = await tryCase(each, place)
    t.strictSame(findings, [], `kill -9 ${each.harm} call ${each.call}`)
  }
}

test('a server that is killed at a call comes to its end', async t => {
  const folder = t.testdir()
  await chmod(folder, 0o711)
  const cluster = await startCluster(folder)
  t.teardown(() => cluster.close())
  const place = await startPlace(cluster, join(folder, 'server'))
  await comesToItsEnd(t, place).finally(place.close)
})

const call = (key: string): Erased['calls'][number] => ({
  ...{ method: 'POST', url: new URL('https://shop.example/'), body: '' },
  headers: { 'idempotency-key': key },
})

/** An erasure in which all went well. */
const good: Erased = {
  state: 'completed',
  tasks: [
    {
      ...{ integration: { id: 'itg_1' }, object: 'account', action: 'erase' },
      ...{ outcome: 'erased', found: 'clean', nextAt: null },
    },
  ],
  calls: [call('one'), call('one')],
  held: '["bo@example.com","an order"]',
  people: {
    ...{ person: [], goes: ['ada@example.com'], stays: ['an order'], others: ['bo@example.com'] },
    ...{ strangers: [], gone: [], outcomes: {} },
  },
}
const [task] = good.tasks

test('what the platform holds is compared, and then what is said of it', t => {
  t.strictSame(judge(good, good, false), [])
  const held = '["ada@example.com","bo@example.com","an order"]'
  t.match(judge(good, { ...good, held }, true), [/there, and said to be gone/])
  t.match(judge(good, { ...good, held: '["an order"]' }, true), [/texts of others are gone/])
  const tasks = task === undefined ? [] : [{ ...task, outcome: 'failed_retryable', found: null }]
  const failed = { ...good, held, tasks, state: 'failed' }
  t.strictSame(judge(good, failed, true), [], 'a platform that says no is told of')
  t.match(judge(good, failed, false), [/left at the platform/, /it is failed/, /failed_retryable/])
  t.match(
    judge(good, { ...good, calls: [call('one'), call('two')] }, false),
    [/2 keys of changes in the place of 1/],
    'a change is not asked for under a second key',
  )
  const absent = task === undefined ? [] : [{ ...task, outcome: 'not_found' }]
  t.strictSame(judge(good, { ...good, tasks: absent }, false), [], 'a yes that nobody heard')
  t.end()
})

test('a call without its faults fails, and the table tells what each fake was checked by', async t => {
  const row = await customRow()
  const planned = [{ row, calls: ['1 POST /privacy'], cases: [] }]
  const parts = new Set(['adapter', 'kill'] as const)
  const findings: readonly string[] = []
  const alone = callFaults.erase.map(
    (each): Tried => ({
      ...{ ...each, adapter: 'custom', by: 'adapter', call: 'erase 1', findings },
    }),
  )
  const kill: Tried = {
    ...{ adapter: 'custom', by: 'server', call: '1 POST /privacy', fault: 'kill', harm: 'before' },
    findings,
  }
  t.strictSame(faultsOf({ parts, planned, tried: [...alone, kill] }), [])
  t.match(faultsOf({ parts, planned, tried: alone }), [/call 1 POST \/privacy: not all was tried/])
  t.match(faultsOf({ parts, planned, tried: [...alone.slice(1), kill] }), [/call erase 1: not all/])
  t.match(faultsOf({ parts, planned, tried: [kill] }), [/adapter alone/])
  const through = { parts: new Set(['server'] as const), planned, tried: [kill] }
  t.match(faultsOf(through), [/any through a server/])
  const bad = { ...kill, findings: ['1 texts are left at the platform'] }
  const table = renderErasures({ parts, planned, tried: [...alone, bad] })
  t.match(table, /\| custom \| 1 \| 1\/1 \|.*\| 0\/1 \| – \| standardwebhooks \|/)
  t.match(table, /FAULT custom, server, call 1 POST \/privacy, kill before: 1 texts are left/)
})

/** Kinds of what an adapter finds of a person, in order. */
async function foundAt({ adapter, scene }: Row, now?: Date): Promise<readonly string[]> {
  const { platform, people } = await scene.start(now)
  try {
    const { own, platform: way } = await accessTo(scene, platform, now)
    const [person = { identifiers: [], references: [] }] = people.person
    const found = (await scene.adapter.redact?.find(person, own, way)) ?? []
    return found.map(({ target, expected }) => `${adapter}: ${target.object} ${expected}`)
  } finally {
    await platform.close()
  }
}

test('a server that is years ahead finds what it would find today', async t => {
  for (const row of await allRows())
    t.strictSame(await foundAt(row, new Date('2030-01-01T10:00:00Z')), await foundAt(row))
})

test('what a run has found of an adapter is kept when that is done', async t => {
  const file = join(t.testdir(), 'run.json')
  const only = ['custom', 'mailchimp']
  const plan = { only, parts: new Set(['adapter'] as const), servers: 1 }
  const kept: string[][] = []
  const all = await runErasures(
    plan,
    () => undefined,
    told => {
      writeRun(file, told)
      kept.push(told.planned.map(({ row }) => row.adapter))
    },
  )
  t.strictSame(kept, [['custom'], only], 'each as it is done, and no half of one')
  const { tried } = await readRuns([file], await allRows())
  t.strictSame(tried, all.tried, 'and the last is all of it')
})

test('runs are told of as one, and the page gets their table', async t => {
  const rows = await allRows()
  const row = await customRow()
  const about = { adapter: 'custom', by: 'server', harm: 'before' } as const
  const findings = ['1 texts are left at the platform']
  const killed: Tried = { ...about, call: '1 POST /privacy', fault: 'kill', findings }
  const refused: Tried = { ...about, call: '1 POST /privacy', fault: 'forbidden', findings: [] }
  const folder = t.testdir()
  const write = (name: string, calls: readonly string[], tried: readonly Tried[]) => {
    const parts = new Set(tried.map(partOf))
    writeRun(join(folder, name), { parts, planned: [{ row, calls, cases: [] }], tried })
    return join(folder, name)
  }
  const files = [
    write('first.json', ['1 POST /old', '2 POST /privacy'], [killed, refused]),
    write('mended.json', ['1 POST /privacy'], [{ ...killed, findings: [] }]),
  ]
  const told = await readRuns(files, rows)
  t.strictSame(told.tried, [refused, { ...killed, findings: [] }], 'the later run of a part')
  const table = renderTable(told)
  t.match(table, /\| custom \| 1 \|.* 1\/1 \|.*\| 1\/1 \| – \| standardwebhooks \|/)
  t.match(table, /\| stripe \| – \| – \|/, 'what no run has tried is there')
  const page = `Before.\n\n${renderTable({ ...told, tried: [] })}\nAfter.\n`
  t.equal(withTable(page, table), `Before.\n\n${table}\nAfter.\n`)
  t.throws(() => withTable('Before.\n', table), /no table/)
})
