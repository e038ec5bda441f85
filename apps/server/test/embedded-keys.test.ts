import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { embeddedKeyring } from '../src/embedded-keys.ts'

test('servers that start at once in a new directory have one master key', async t => {
  const dataDir = join(t.testdir(), 'data')
  const keyrings = await Promise.all(Array.from({ length: 20 }, () => embeddedKeyring(dataDir)))
  t.equal(new Set(keyrings.map(keyring => keyring.active)).size, 1)
  t.same(await readdir(dataDir), ['master.key'])
})

test('a master key is for its owner alone, whatever it was', async t => {
  const dataDir = t.testdir()
  await embeddedKeyring(dataDir)
  const path = join(dataDir, 'master.key')
  await chmod(path, 0o644)
  await embeddedKeyring(dataDir)
  t.equal((await stat(path)).mode & 0o777, 0o600)
})
