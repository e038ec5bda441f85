import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { decodeId } from '@conduit/core/host'
import { writeAudit } from '@conduit/db'
import { sealAudit } from '@conduit/db/audit'
import type { Test } from 'tap'
import { type TestServer, testServer } from './test-server.ts'

/** A server with the logs of two controllers, twelve entries and two checkpoints each, written down in two files. */
export interface AuditScene {
  readonly server: TestServer
  /** A controller, as the API names it, and as its log does. */
  readonly id: string
  readonly uuid: string
  /** Adds entries that are said to be of a minute, and seals them in another one. */
  readonly act: (count: number, at: number, sealedAt: number) => Promise<void>
  /** Exports the log of that controller, or of the other one; the folder that it is in. */
  readonly exported: (name: string, whose?: 'own' | 'other') => Promise<string>
}

const minute = 60_000

/** Minutes are counted from two hours ago. */
export async function auditScene(t: Test): Promise<AuditScene> {
  const place = t.testdir()
  const auditAnchors = ['anchors.txt', 'copies/anchors.txt'].map(name => join(place, name))
  const server = await testServer(t, { stripe: true }, { auditAnchors })
  const { database, keyring, sealer } = server.services
  const start = Date.now() - 120 * minute
  const [id, other] = [await create(server, 'Example Ltd'), await create(server, 'Example Inc')]
  const uuids = [id, other].map(each => decodeId('controller', each)?.controllerId ?? '')
  const act: AuditScene['act'] = async (count, at, sealedAt) => {
    for (const controllerId of uuids)
      for (let index = 0; index < count; index += 1)
        await database.transaction(executor =>
          writeAudit(executor, {
            ...{ at: new Date(start + at * minute), controllerId, action: 'test.ran' },
            ...{ actor: { type: 'api_key', id: randomUUID() }, objectType: 'test' },
            ...{ objectId: randomUUID(), details: { count: index, changed: ['Ünïcode'] } },
          }),
        )
    const now = () => new Date(start + sealedAt * minute)
    while ((await sealAudit(database, keyring, now)) > 0);
    await sealer.seal()
  }
  // Each has two of its creation.
  await act(4, 0, 0)
  await act(6, 11, 11)
  return {
    ...{ server, id, uuid: uuids[0] ?? '', act },
    exported: async (name, whose = 'own') => {
      const folder = join(place, name)
      const of = ['--controller', whose === 'own' ? id : other]
      await server.json(['audit', 'export', ...of, '--out', folder])
      return folder
    },
  }
}

async function create(server: TestServer, name: string): Promise<string> {
  const words = ['controllers', 'create', '--name', name]
  return (await server.json<{ dataController: { id: string } }>(words)).dataController.id
}
