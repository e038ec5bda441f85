import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** A platform on this machine that leaves its readers waiting until it is told to answer. */
export interface HungPlatform {
  readonly url: string
  /** Resolves at the next reading that comes. */
  readonly asked: () => Promise<void>
  /** From now on readings are answered at once. */
  readonly answerFromNow: () => void
}

/** Makes the platform; it is gone when the test ends. */
export async function hungPlatform(t: Test): Promise<HungPlatform> {
  const hung = new Set<ServerResponse>()
  let told: () => void = () => undefined
  let answers = false
  const server = createServer((_request, reply) => {
    told()
    if (answers) reply.end('{"email":"jane@example.com"}')
    else hung.add(reply)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () =>
      new Promise(resolve => {
        told = resolve
      }),
    answerFromNow: () => {
      answers = true
    },
  }
}

/** What reads there, as its author publishes it. The real way out leads to no private address. */
const adapterOf = (url: string) => `
  import { defineAdapter, didAndKey, email, json } from '@conduit/core'
  import { Type } from '@sinclair/typebox'
  export default defineAdapter({
    name: 'hung', title: 'Hung',
    settings: Type.Object({}, { additionalProperties: false }),
    endpoint: { formats: [json()], payload: Type.Object({ id: Type.String() }) },
    tables: { events: [{ type: 'member', meaning: 'subject.updated' }],
      pii: [{ path: '/email', ...email() }] },
    authenticate: didAndKey(),
    verifySignature: () => 'unsigned',
    parseEvent: ({ payload }) => ({ deliveryId: payload.id, events: [{ type: 'member',
      meaning: 'subject.updated', occurredAt: null, id: payload.id, path: '', data: {},
      wants: { key: payload.id, ref: { id: payload.id } } }] }),
    hosts: () => ['hung.example.com'],
    async read(want) {
      const data = await (await fetch('${url}')).json()
      return { event: { ...want.event, id: null, path: '', data } }
    },
    guides: { connect: new URL('connect.md', import.meta.url), erase: new URL('erase.md', import.meta.url) },
  })`

/** An operator's directory in which the adapter of that platform is installed and switched on. */
export async function operatorOf(t: Test, { url }: HungPlatform): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-hung-'))
  t.teardown(() => rm(cwd, { recursive: true, force: true }))
  const modules = join(cwd, 'node_modules')
  const core = fileURLToPath(new URL('../../../../../packages/core', import.meta.url))
  const folder = join(modules, '@acme/hung')
  await mkdir(join(modules, '@conduit'), { recursive: true })
  await mkdir(folder, { recursive: true })
  await symlink(core, join(modules, '@conduit/core'))
  await symlink(join(core, 'node_modules/@sinclair'), join(modules, '@sinclair'))
  await writeFile(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}')
  await writeFile(join(folder, 'index.js'), adapterOf(url))
  await writeFile(join(folder, 'connect.md'), 'Type the URL in.\n')
  await writeFile(join(folder, 'erase.md'), 'Write to Hung.\n')
  await writeFile(join(cwd, 'conduit.config.yaml'), "adapters: { '@acme/hung': true }\n")
  return cwd
}
