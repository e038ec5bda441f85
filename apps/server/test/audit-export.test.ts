import { decodeId } from '@conduit/core/host'
import { unzipSync } from 'fflate'
import { t as root, type Test, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { rowsOf } from './support/rows-of.ts'
import { type TestApp, testApp } from './support/test-app.ts'

root.setTimeout(300_000)

const path = '/api/v1/audit/export'

/** A server whose own log is signed. */
async function prepared(t: Test) {
  const app = await testApp(t)
  await app.services.sealer.seal()
  const call = async (key: string, query = '') =>
    await app.http.inject({ url: path + query, headers: { authorization: `Bearer ${key}` } })
  return { app, call }
}

async function exportsOf(app: TestApp): Promise<number> {
  const query = "select id from audit_entries where action = 'audit_log.exported' order by place"
  return (await rowsOf(app, query)).length
}

test('only officers and owners get a log, and only one that is theirs', async t => {
  const { app, call } = await prepared(t)
  const [one, other] = [await makeController(app), await makeController(app)]
  await app.services.sealer.seal()
  t.equal((await app.http.inject({ url: path })).statusCode, 401)
  t.equal((await call('cak_wrong')).statusCode, 401)
  for (const role of ['developer', 'auditor'] as const)
    t.equal((await call(await app.apiKey(role))).statusCode, 403, role)
  const own = await app.apiKey('dpo', decodeId('controller', one.id)?.controllerId)
  t.equal((await call(own)).statusCode, 200, 'of its controller, without saying so')
  t.equal((await call(own, `?dataControllerId=${one.id}`)).statusCode, 200)
  t.equal((await call(own, `?dataControllerId=${other.id}`)).statusCode, 404)
  const owner = await app.apiKey('owner')
  t.equal((await call(owner, '?dataControllerId=wrong')).statusCode, 400)
  t.equal(
    (await call(owner, `?dataControllerId=${one.id}&dataControllerId=${one.id}`)).statusCode,
    400,
  )
  t.equal(await exportsOf(app), 2, 'what was refused is no export')
  t.notMatch(app.log.text(), one.id, 'no query string is logged')
})

test('an export has all that verifies it', async t => {
  const { app, call } = await prepared(t)
  const reply = await call(await app.apiKey('dpo'))
  t.match(reply.headers, {
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="audit-log.zip"',
  })
  const files = unzipSync(reply.rawPayload)
  t.same(Object.keys(files).sort(), [
    ...['checkpoints.txt', 'entries-1.jsonl', 'hashes.bin', 'keys.txt', 'manifest.txt'],
    ...['verify.html', 'verify.mjs'],
  ])
  const page = Buffer.from(files['verify.html'] ?? []).toString()
  t.ok(
    page.includes(Buffer.from(files['verify.mjs'] ?? []).toString()),
    'the page has the program in it',
  )
  t.notMatch(page, /\/\* verify\.mjs \*\//)
  t.equal(page.split('</script>').length, 2)
})

test('a log that nothing has signed is not exported', async t => {
  const app = await testApp(t)
  const key = await app.apiKey('owner')
  const reply = await app.http.inject({ url: path, headers: { authorization: `Bearer ${key}` } })
  t.equal(reply.statusCode, 409)
  t.equal(await exportsOf(app), 0)
})

test('two are sent at once, and a third one has to wait', async t => {
  const { app, call } = await prepared(t)
  const key = await app.apiKey('owner')
  const replies = await Promise.all([call(key), call(key), call(key)])
  t.same(replies.map(({ statusCode }) => statusCode).sort(), [200, 200, 503])
  const refused = replies.find(({ statusCode }) => statusCode === 503)
  t.equal(refused?.headers['retry-after'], '30')
  t.equal((await call(key)).statusCode, 200, 'those that were sent make room')
})
