import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { answering, api, changes, files, now, runSetup } from './bench.ts'

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
const start = answering('changes/startPageToken', 200, { startPageToken: '10' })

test('connecting: the cursor first, then the channel, then the call that opens it', async t => {
  const script = [start, watching('changes/watch', 100, { pageToken: '10' })]
  const { result, saved, calls, unexpected } = await runSetup('connect', {}, script)
  t.strictSame(unexpected, [])
  t.strictSame(saved[0], { pageToken: '10' })
  const [channel] = saved[1]?.channels ?? []
  t.match(channel, { id: /^[0-9a-f-]{36}$/, kind: 'changes', resourceId: undefined })
  t.strictSame(JSON.parse(calls[1]?.body ?? ''), {
    id: channel?.id,
    type: 'web_hook',
    address: 'https://conduit.example.com/api/v1/integrations/google-drive/event',
    token: `token of ${channel?.id}`,
    expiration: inHours(7 * 24),
  })
  const granted = { resourceId: 'resource of changes/watch', expiration: inHours(100) }
  t.strictSame(saved.at(-1), { pageToken: '10', channels: [{ ...channel, ...granted }] })
  t.strictSame(result, { renewAt: new Date(now.getTime() + 80 * hour) })
})

test('each drive and each file has its own channel; the shortest life decides', async t => {
  const settings = { changes: false, driveIds: ['d-1'], fileIds: ['file-1'] }
  const { result, saved, unexpected, calls } = await runSetup('connect', { settings }, [
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
  t.strictSame(result, { renewAt: new Date(now.getTime() + 16 * hour) })
})

test('renewing opens the new one before it stops the old one, and keeps the cursor', async t => {
  const before = { channels: [changes], pageToken: '33' }
  const script = [watching('changes/watch', 168, { pageToken: '33' }), stopping(404)]
  const { saved, calls, unexpected } = await runSetup('renew', { before }, script)
  t.strictSame(unexpected, [])
  t.strictSame(
    saved.map(({ channels = [] }) => channels.length),
    [2, 2, 1],
  )
  t.equal(saved.at(-1)?.pageToken, '33')
  t.not(saved.at(-1)?.channels?.[0]?.id, changes.id)
  t.strictSame(JSON.parse(calls[1]?.body ?? ''), { id: 'c-1', resourceId: 'r-1' })
})

test('a channel that cannot be opened leaves the old one alone', async t => {
  const before = { channels: [changes], pageToken: '33' }
  const refused: FakeCall = {
    request: { method: 'POST', url: `${api}/changes/watch`, matchQuery: {} },
    response: { status: 400, body: '{}' },
  }
  const { result, saved, calls } = await runSetup('renew', { before }, [refused])
  t.match(result, { code: 'upstream_error' })
  t.equal(calls.length, 1, 'nothing was stopped')
  t.ok(saved.every(({ channels = [] }) => channels.some(({ id }) => id === 'c-1')))
})

test('disconnecting stops all', async t => {
  const before = { channels: [changes, files, { id: 'x', kind: 'files' as const }] }
  const script = [stopping(204), stopping(204)]
  const { result, saved, unexpected } = await runSetup('disconnect', { before }, script)
  t.strictSame(unexpected, [])
  t.strictSame(saved, [{ channels: [] }])
  t.strictSame(result, {})
})

test('healthy is what has a live channel for all that is watched', async t => {
  const check = async (expiration: string, settings = {}) => {
    const before = { channels: [{ ...changes, expiration }] }
    return (await runSetup('check', { before, settings }, [])).result
  }
  t.strictSame(await check(inHours(1)), { healthy: true })
  t.strictSame(await check(inHours(-1)), { healthy: false })
  t.strictSame(await check(inHours(1), { fileIds: ['file-1'] }), { healthy: false })
  t.strictSame(await check(inHours(1), { driveIds: ['d-1'] }), { healthy: false })
})
