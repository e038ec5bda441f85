import { checkMasterKeys } from '@conduit/db'
import { t as root, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

test('master keys are shown, and their rotation is asked for', async t => {
  const server = await testServer(t, { stripe: true })
  const { database, keyring } = server.services
  await checkMasterKeys(database, keyring, new Date())
  await server.json(['controllers', 'create', '--name', 'Example Ltd'])
  const status = () => server.call(['keys', 'master', 'status'])
  t.match(await status(), { exitCode: 0, stdout: `${keyring.active}  active\n` })
  t.match(await server.json(['keys', 'master', 'status']), {
    masterKeys: [{ id: keyring.active, isActive: true, isRetirable: false }],
  })
  t.match(await server.call(['keys', 'master', 'rotate']), { exitCode: 0, stdout: /by a job/ })
  t.match(await status(), { stdout: /active, a rotation goes on/ })
  const developer = await server.createKey('developer')
  t.match(await server.call(['keys', 'master', 'status', '--key', developer]), { exitCode: 1 })
})
