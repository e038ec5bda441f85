import googleDrive from '@conduit/adapter-google-drive'
import { test } from 'tap'
import { answering, ofFile, openBench, state } from './bench.ts'

const change = (fileId: string, more: object = {}) => ({
  changeType: 'file',
  time: '2026-11-12T10:00:02.000Z',
  removed: false,
  fileId,
  ...more,
})
const page = (pageToken: string, json: object, more: Readonly<Record<string, string>> = {}) =>
  answering('changes', 200, json, { pageToken, ...more })
const last = { changes: [], newStartPageToken: '20' }
const file = { id: 'file-1', modifiedTime: '2026-11-12T10:00:01.000Z', name: 'Notes' }

test('changes are read from the stored cursor, page by page, and it moves with them', async t => {
  const bench = openBench()
  await bench.deliver()
  const first = page('10', { changes: [change('a')], nextPageToken: '11' })
  const broken = await bench.read([first, answering('changes', 429, {})])
  t.match(broken, { outcome: 'rate_limited', events: 1, state: { pageToken: '11' } })
  const query = { includeRemoved: 'true', supportsAllDrives: 'true', pageSize: '100' }
  const rest = page('11', { changes: [change('b')], newStartPageToken: '20' }, query)
  const whole = await bench.read([rest])
  t.match(whole, { outcome: 'ok', events: 1, unexpected: [], state: { pageToken: '20' } })
  t.match(whole.calls[0]?.url.searchParams.get('fields'), /permissions/)
  t.same(whole.state.channels, state.channels, 'the channels are still known')
})

test('the same change by two channels is recorded once', async t => {
  const bench = openBench()
  await bench.read([page('10', { ...last, changes: [change('a')] })], true)
  const again = [change('a'), change('a', { time: '2026-11-12T10:00:03.000Z' })]
  const { events } = await bench.read([page('20', { ...last, changes: again })], true)
  t.equal(events, 1)
  t.equal(bench.store.activities.length, 2)
})

test('what a change is called', async t => {
  const drive = { changeType: 'drive', fileId: undefined, driveId: 'd' }
  const kinds = {
    'file.changed': change('a', { file: { trashed: false } }),
    'file.trashed': change('b', { file: { trashed: true } }),
    'file.removed': change('c', { removed: true }),
    'drive.changed': change('', drive),
    'drive.removed': change('', { ...drive, removed: true, time: '2026-11-12T10:00:04Z' }),
    'invented.changed': change('e', { changeType: 'invented' }),
  }
  const bench = openBench()
  await bench.read([page('10', { ...last, changes: Object.values(kinds) })], true)
  t.strictSame(
    bench.store.activities.map(({ type }) => type),
    Object.keys(kinds),
  )
  t.ok(bench.store.activities.every(({ meaning }) => meaning === 'processing'))
})

test('what is no change is rejected, the rest is recorded', async t => {
  const wrong = [null, 7, {}, change(''), change('a', { time: 5 }), change('a', { changeType: '' })]
  const changes = [...wrong, change('a', { changeType: 'ada@example.com' }), change('b')]
  const report = await openBench().read([page('10', { ...last, changes })], true)
  t.match(report, { outcome: 'partial', events: 1, rejected: 7, state: { pageToken: '20' } })
})

test('what is no list of changes moves no cursor', async t => {
  const answers = [{}, { changes: {} }, { changes: [] }, { changes: [], nextPageToken: 5 }]
  for (const json of [...answers, { ...last, newStartPageToken: '' }]) {
    const report = await openBench().read([page('10', json)], true)
    t.match(report, { outcome: 'upstream_error', state: { pageToken: '10' } }, JSON.stringify(json))
  }
  const gone = await openBench().read([answering('changes', 404, {})], true)
  t.match(gone, { outcome: 'upstream_error', state: { pageToken: '10' } })
})

test('a list that was never read begins now; shared drives have their own', async t => {
  const own = { accessToken: 'a1', driveIds: ['d-1'] }
  const bench = openBench(own, { pageToken: '10' })
  const start = answering(
    'changes/startPageToken',
    200,
    { startPageToken: '5' },
    { driveId: 'd-1' },
  )
  const first = await bench.read([page('10', last), start], true)
  const reached = { pageToken: '20', drivePageTokens: { 'd-1': '5' } }
  t.match(first, { outcome: 'ok', unexpected: [], state: reached })
  t.equal(first.calls[0]?.url.searchParams.get('driveId'), null)
  const ofDrive = page('5', { ...last, newStartPageToken: '6' }, { driveId: 'd-1' })
  const second = await bench.read([page('20', last), ofDrive], true)
  t.match(second, { outcome: 'ok', unexpected: [], state: { drivePageTokens: { 'd-1': '6' } } })
})

test('a burst about one file is one read; only an update has its time', async t => {
  const bench = openBench()
  await bench.deliver(ofFile('update'))
  await bench.deliver(ofFile('trash', { 'x-goog-message-number': '8' }))
  t.match(await bench.read([answering('files/file-1', 200, file)]), {
    outcome: 'ok',
    unexpected: [],
  })
  t.strictSame(
    bench.store.activities.map(({ occurredAt, fetch }) => [occurredAt, fetch]),
    [
      [null, 'done'],
      [null, 'done'],
    ],
  )
})

test('a file that is gone, closed, or another one', async t => {
  const cases = [
    [404, {}, 'ok', 'done'],
    [400, {}, 'partial', 'failed'],
    [403, { error: { errors: [{ reason: 'insufficientFilePermissions' }] } }, 'partial', 'failed'],
    [200, { ...file, id: 'other' }, 'upstream_error', 'waiting'],
    [403, { error: { errors: [{ reason: 'insufficientPermissions' }] } }, 'auth_failed', 'waiting'],
    [403, { error: { errors: [{ reason: 'rateLimitExceeded' }] } }, 'rate_limited', 'waiting'],
  ] as const
  for (const [status, json, outcome, fetch] of cases) {
    const bench = openBench()
    await bench.deliver(ofFile('remove'))
    t.match(await bench.read([answering('files/file-1', status, json)]), {
      outcome,
      unexpected: [],
    })
    t.equal(bench.store.activities[0]?.fetch, fetch)
  }
})

test('a token that is refused is renewed once', async t => {
  const client = { clientId: 'client', clientSecret: 'secret' }
  const bench = openBench({ accessToken: 'a1', refreshToken: 'r1', ...client })
  const { outcome, unexpected, calls } = await bench.read(
    [
      answering('changes', 401, {}),
      {
        request: { method: 'POST', url: 'https://oauth2.googleapis.com/token' },
        response: { status: 200, body: '{"access_token":"a2","expires_in":3599}' },
      },
      page('10', last),
    ],
    true,
  )
  t.match({ outcome, unexpected }, { outcome: 'ok', unexpected: [] })
  const form = Object.fromEntries(new URLSearchParams(calls[1]?.body))
  const expected = { client_id: 'client', client_secret: 'secret', refresh_token: 'r1' }
  t.strictSame(form, { grant_type: 'refresh_token', ...expected })
  t.equal(calls[2]?.headers.authorization, 'Bearer a2')
})

test('without a token nothing is called, and one that is refused is not asked for again', async t => {
  const bench = openBench({})
  await bench.deliver()
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  const refused = await openBench().read([answering('changes', 401, {})], true)
  t.match(refused, { outcome: 'auth_failed', unexpected: [] })
})

test('settings', async t => {
  const check = (own: object) => googleDrive.check?.({ changes: true, ...own })
  t.strictSame(check({ accessToken: 'a1' }), [])
  t.strictSame(check({ refreshToken: 'r1', clientId: 'c', clientSecret: 's' }), [])
  t.match(check({ refreshToken: 'r1', clientId: 'c' }), [{ path: '/refreshToken' }])
})
