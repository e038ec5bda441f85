import { mkdtemp, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, startServer } from '@conduit/server'
import { type Test, test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { logCapture } from './support/log-capture.ts'

async function started(t: Test, config: string) {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-reload-'))
  const configure = (text: string) => writeFile(join(cwd, 'conduit.config.yaml'), text)
  await configure(config)
  const printed: string[] = []
  const server = await startServer({
    env: await embeddedEnvironment(cwd),
    cwd,
    logStream: logCapture().stream,
    print: line => void printed.push(line),
  })
  t.teardown(server.stop)
  const key = /cak_[\w-]+$/.exec(printed[0] ?? '')?.[0] ?? ''
  return { server, configure, key }
}

const path = (adapter: string) => `/api/v1/integrations/${adapter}/event`

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { method: 'POST', body: '{}' })).status
}

test('a changed file takes effect without a stop: adapters come and go', async t => {
  const { server, configure } = await started(t, 'adapters: { stripe: true }\n')
  t.equal(await statusOf(server.url + path('stripe')), 401)
  t.equal(await statusOf(server.url + path('shopify')), 404)
  await configure('adapters: { shopify: true }\n')
  await server.reload()
  t.equal(await statusOf(server.url + path('stripe')), 404)
  t.equal(await statusOf(server.url + path('shopify')), 401)
  t.strictSame([...server.services.adapters.keys()], ['shopify'])
})

test('with a faulty file the application that runs goes on', async t => {
  const { server, configure } = await started(t, 'adapters: { stripe: true }\n')
  await configure('adapters: [stripe]\n')
  await t.rejects(server.reload(), ConfigError)
  t.equal(await statusOf(server.url + path('stripe')), 401)
})

test('a call that had begun is answered by the application that took it', async t => {
  const { server, configure, key } = await started(t, 'adapters: { stripe: true }\n')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const text = '{"query":"{ adapters { name } }"}'
  const call = request(`${server.url}/api/v1/graphql`, {
    method: 'POST',
    agent,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': text.length,
      expect: '100-continue',
    },
  })
  const answered = new Promise<string>((resolve, reject) => {
    call.once('error', reject)
    call.once('response', response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => resolve(Buffer.concat(chunks).toString()))
    })
  })
  const begun = new Promise<void>(resolve => call.once('continue', resolve))
  call.flushHeaders()
  await begun
  await configure('adapters: { shopify: true }\n')
  const reloaded = server.reload()
  // The new one serves while the old one still has a call.
  while ((await statusOf(server.url + path('shopify'))) === 404);
  call.end(text)
  t.equal(await answered, '{"data":{"adapters":[{"name":"stripe"}]}}')
  await reloaded
  t.equal(await statusOf(server.url + path('stripe')), 404)
})

test('reloads come one after the other, and a stop comes last', async t => {
  const { server, configure } = await started(t, 'adapters: { stripe: true }\n')
  await configure('adapters: { shopify: true }\n')
  await Promise.all([server.reload(), server.reload()])
  t.equal(await statusOf(server.url + path('shopify')), 401)
  const last = server.reload()
  await server.stop()
  await last
  await t.rejects(fetch(`${server.url}/health/live`))
  await server.reload()
})
