import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { answering, api, changes, files, now, runSetup, type state } from './bench.ts'

const hour = 3_600_000
const inHours = (hours: number) => String(now.getTime() + hours * hour)
const watching = (path: string, hours: number, matchQuery = {}): FakeCall => ({
  request: { method: 'POST', url: `${api}/${path}`, matchQuery },
  response: {
    status: 200,
    body: JSON.stringify({ resourceId: `resource of ${path}`, expiration: inHours(hours) }),
  },
})
const stopping = (status: number): FakeCall => ({
  request: { method: 'POST', url: `${api}/channels/stop` },
  response: { status, body: status === 204 ? '' : '{}' },
})
const channelsOf = (saved: typeof state = {}) => saved.channels ?? []
const start = answering('changes/startPageToken', 200, { startPageToken: '10' })

test('connecting: the cursor first, then the channel, then the call that opens it', async t => {
  const script = [start, watching('changes/watch', 100, { pageToken: '10' })]
  const { report, saved, calls, unexpected } = await runSetup('connect', {}, script)
  t.strictSame(unexpected, [])
  t.strictSame(saved[0], { pageToken: '10' })
  const [channel] = channelsOf(saved[1])
  t.match(channel, { id: /^[0-9a-f-]{36}$/, kind: 'changes', resourceId: undefined })
  t.strictSame(JSON.parse(calls[1]?.body ?? ''), {
    id: channel?.id,
    type: 'web_hook',
    address: 'https://hooks.example.com/api/v1/integrations/google-drive/event',
    token: `t1 of ${channel?.id}`,
    expiration: inHours(7 * 24),
  })
  const granted = { resourceId: 'resource of changes/watch', expiration: inHours(100) }
  t.strictSame(saved.at(-1), { pageToken: '10', channels: [{ ...channel, ...granted }] })
  t.match(report, { outcome: 'ok', settings: {}, renewAt: new Date(now.getTime() + 80 * hour) })
})

test('each drive and each file has its own channel; the shortest life decides', async t => {
  const settings = { changes: false, driveIds: ['d-1'], fileIds: ['file-1'] }
  const { report, saved, unexpected, calls } = await runSetup('connect', { settings }, [
    start,
    watching('changes/watch', 168, { pageToken: '10', driveId: 'd-1' }),
    watching('files/file-1/watch', 20),
  ])
  t.strictSame(unexpected, [])
  t.equal(calls[0]?.url.searchParams.get('driveId'), 'd-1')
  t.match(saved.at(-1), {
    drivePageTokens: { 'd-1': '10' },
    channels: [
      { kind: 'changes', driveId: 'd-1' },
      { kind: 'files', fileId: 'file-1' },
    ],
  })
  t.equal(JSON.parse(calls[2]?.body ?? '').expiration, inHours(24))
  t.match(report, { outcome: 'ok', settings: {}, renewAt: new Date(now.getTime() + 16 * hour) })
})

test('renewing opens the new one before it stops the old one, and keeps the cursor', async t => {
  const before = { channels: [changes], pageToken: '33' }
  const script = [watching('changes/watch', 168, { pageToken: '33' }), stopping(404)]
  const { saved, calls, unexpected } = await runSetup('renew', { before }, script)
  t.strictSame(unexpected, [])
  t.strictSame(
    saved.map(state => channelsOf(state).length),
    [2, 2, 1],
  )
  t.equal(saved.at(-1)?.pageToken, '33')
  t.not(channelsOf(saved.at(-1))[0]?.id, changes.id)
  t.strictSame(JSON.parse(calls[1]?.body ?? ''), { id: 'c-1', resourceId: 'r-1' })
})

test('a channel that cannot be opened leaves the old one alone', async t => {
  const before = { channels: [changes], pageToken: '33' }
  const refused: FakeCall = {
    request: { method: 'POST', url: `${api}/changes/watch`, matchQuery: {} },
    response: { status: 400, body: '{}' },
  }
  const { report, saved, calls } = await runSetup('renew', { before }, [refused])
  t.equal(report.outcome, 'upstream_error')
  t.equal(calls.length, 1, 'nothing was stopped')
  t.ok(saved.every(state => channelsOf(state).some(({ id }) => id === 'c-1')))
})

test('disconnecting stops all', async t => {
  const before = { channels: [changes, files, { id: 'x', kind: 'files' as const }] }
  const script = [stopping(204), stopping(204)]
  const { report, saved, unexpected } = await runSetup('disconnect', { before }, script)
  t.strictSame(unexpected, [])
  t.strictSame(saved, [{ channels: [] }])
  t.match(report, { outcome: 'ok', settings: {}, renewAt: null })
})

test('healthy is what has a live channel for all that is watched', async t => {
  const check = async (expiration: string, settings = {}) => {
    const before = { channels: [{ ...changes, expiration }] }
    const { outcome, healthy } = (await runSetup('check', { before, settings }, [])).report
    return { outcome, healthy }
  }
  t.strictSame(await check(inHours(1)), { outcome: 'ok', healthy: true })
  t.strictSame(await check(inHours(-1)), { outcome: 'ok', healthy: false })
  t.strictSame(await check(inHours(1), { fileIds: ['file-1'] }), { outcome: 'ok', healthy: false })
  t.strictSame(await check(inHours(1), { driveIds: ['d-1'] }), { outcome: 'ok', healthy: false })
})
