import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sealAudit } from '@conduit/db/audit'
import { advanceOffboarding, dueOffboardings } from '@conduit/db/offboarding'
import { t as root, test } from 'tap'
import { testServer } from './support/test-server.ts'

root.setTimeout(600_000)

const day = 86_400_000

interface Shown {
  readonly offboarding: { readonly state: string; readonly notBefore: string } | null
  readonly exports: readonly { readonly kind: string; readonly sha256: string }[]
}

test('an organisation leaves: what is to be kept is written, and all else goes after a time', async t => {
  let now = new Date('2026-11-01T12:00:00Z')
  const server = await testServer(t, { stripe: true }, { clock: () => now })
  const { database, keyring } = server.services
  const made = (name: string) =>
    server.json<{ dataController: { id: string } }>([...['controllers', 'create', '--name', name]])
  const [{ dataController }, other] = [await made('Leaving Ltd'), await made('Staying Ltd')]
  const { id } = dataController
  const seal = async () => {
    while ((await sealAudit(database, keyring, () => now)) > 0);
  }
  const add = ['integrations', 'add', 'stripe', '--controller', id, '--set']
  const secret = 'signingSecret=whsec_invented_secret_0001'
  t.match(await server.call([...add, secret]), { exitCode: 0 })
  await seal()
  t.match(await server.call(['controllers', 'offboard', 'status', id]), {
    ...{ exitCode: 0, stdout: 'It is not leaving.\n' },
  })
  const place = t.testdir({ taken: { file: 'x' } })
  const words = ['controllers', 'offboard', id, '--grace-days', '7', '--out']
  t.match(await server.call([...words, join(place, 'taken')]), { exitCode: 2 }, 'not mixed')
  t.match(await server.json(['controllers', 'offboard', 'status', id]), {
    offboarding: { state: 'exporting', notBefore: null },
  })
  const out = join(place, 'out')
  const begun = await server.json<Shown>([...words, out])
  const notBefore = new Date(now.getTime() + 7 * day).toISOString()
  t.match(begun, { offboarding: { state: 'grace', notBefore } }, 'it goes on where it broke off')
  const files = ['record-of-processing.json', 'audit-log.zip', 'consents.json']
  t.same((await readdir(out)).toSorted(), files.toSorted())
  for (const [index, file] of files.entries()) {
    const content = await readFile(join(out, file))
    t.equal(createHash('sha256').update(content).digest('hex'), begun.exports[index]?.sha256)
    t.equal((await stat(join(out, file))).mode & 0o777, 0o600)
  }
  t.same(JSON.parse(await readFile(join(out, 'consents.json'), 'utf8')), [])
  const refused = await server.call([...add, secret])
  t.match(refused, { exitCode: 1, stderr: /offboarding: the data controller is leaving/ })

  t.match(await server.call(['controllers', 'offboard', 'cancel', id]), { exitCode: 0 })
  t.match(await server.call(['controllers', 'offboard', 'cancel', id]), {
    ...{ exitCode: 1, stderr: /no_offboarding/ },
  })
  const dpo = await server.createKey('dpo')
  t.match(await server.call(['controllers', 'offboard', 'status', id, '--key', dpo]), {
    exitCode: 1,
  })

  await server.json([...words, join(place, 'again')])
  now = new Date(now.getTime() + 7 * day)
  const context = { database, keyring }
  for (let count = 0; count < 2; count += 1) {
    for (const ref of await dueOffboardings(database, now))
      await advanceOffboarding(
        context,
        ref,
        () => now,
        () => true,
      )
    server.services.administration.onChange()
    now = new Date(now.getTime() + 60_000)
  }
  t.match(await server.call(['controllers', 'offboard', 'status', id]), {
    ...{ exitCode: 0, stdout: /state +done[\s\S]*rows deleted/ },
  })
  t.match(await server.json(['controllers', 'list']), {
    dataControllers: [{ id: other.dataController.id }],
  })
  t.match(await server.call([...add, secret]), { exitCode: 1, stderr: /nothing at this address/ })
  t.match(await server.call(['controllers', 'offboard', id, '--out', join(place, 'third')]), {
    exitCode: 1,
  })
  await seal()
  t.match(await server.call(['audit', 'verify', '--controller', id]), {
    ...{ exitCode: 0, stdout: /intact/ },
  })
})
