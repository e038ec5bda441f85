import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readRecordings } from '@conduit/recordings'
import { test } from 'tap'
import { runPage } from './support/page.ts'

test('the recorder in docs/write-an-adapter.md writes what becomes a recording', async t => {
  const recorder = await runPage(t, 'write-an-adapter.md', {})
  const [line] = (await once(createInterface(recorder.stderr), 'line')) as [string]
  const body = '{"name":"Zoë",  "id":1.0}'
  const headers = { 'content-type': 'application/json', 'x-lane-signature': '0a1b' }
  const reply = await fetch(line.split(' ')[0] ?? '', { method: 'POST', headers, body })
  t.equal(reply.status, 200)
  recorder.kill()
  let written = ''
  for await (const text of recorder.stdout) written += text
  const recorded = JSON.parse(written)
  t.match(recorded, { request: { method: 'POST', headers, body } }, 'to the byte')
  const folder = t.testdir()
  const recording = { ...recorded, credentials: {}, expect: { status: 200 } }
  await writeFile(join(folder, '01.json'), JSON.stringify(recording))
  t.match(readRecordings(folder), [{ file: '01.json', faults: null }])
})
