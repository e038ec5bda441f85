import { mkdtemp, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, startServer } from '@conduit/server'
import { test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { logCapture } from './support/log-capture.ts'

test('a stop finishes what was accepted and refuses the rest', async t => {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-stop-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: { stripe: true }\n')
  const printed: string[] = []
  const server = await startServer({
    env: await embeddedEnvironment(cwd),
    cwd,
    logStream: logCapture().stream,
    print: line => void printed.push(line),
  })
  t.teardown(server.stop)
  const key = /cak_[\w-]+$/.exec(printed[0] ?? '')?.[0] ?? ''
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  t.teardown(() => agent.destroy())
  const { body, headersSent, finish } = slowRequest(server, agent, key)
  await headersSent
  const idle = await get(server, agent, '/health/live')
  t.equal(idle.status, 200)
  const late = get(server, agent, '/health/live')
  server.http.refuseRequests()
  const refused = await get(server, agent, '/health/live')
  t.equal(refused.status, 503)
  t.equal(refused.retryAfter, '5')
  t.match(refused.body, 'urn:conduit:error:unavailable')
  t.ok([200, 503].includes((await late).status))
  const stopped = server.stop()
  finish()
  t.match(await body, { status: 200, body: '{"data":{"me":{"role":"owner"}}}' })
  await stopped
  await t.rejects(fetch(`${server.url}/health/live`))
})

interface Reply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** A request whose head was accepted and whose body is still on its way. */
function slowRequest({ url }: RunningServer, agent: Agent, key: string) {
  const text = '{"query":"{ me { role } }"}'
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': text.length,
    expect: '100-continue',
  }
  const call = request(`${url}/api/v1/graphql`, { method: 'POST', agent, headers })
  const body = replyOf(call)
  const headersSent = new Promise<void>(resolve => call.once('continue', resolve))
  call.flushHeaders()
  return { body, headersSent, finish: () => call.end(text) }
}

function get({ url }: RunningServer, agent: Agent, path: string): Promise<Reply> {
  const call = request(`${url}${path}`, { agent })
  const reply = replyOf(call)
  call.end()
  return reply
}

function replyOf(call: ReturnType<typeof request>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    call.once('error', reject)
    call.once('response', response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
  })
}
