// Migrated databases for tests to begin with, one embedded and one on the server of DATABASE_URL:
// making the tables takes longer than most tests. Where they are stands in the environment.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { placeEmbeddedFiles, runOnServer } from '@conduit/local-postgres'
import { migrate, openDatabase } from '../packages/db/dist/src/index.js'

const run = promisify(execFile)

/** Sets CONDUIT_TEST_FILES and CONDUIT_TEST_TEMPLATE; returns how to remove what was made. */
export async function makeTemplates() {
  const removed = [await makeFiles(), await makeDatabase(process.env.DATABASE_URL)]
  return async () => {
    for (const remove of removed) await remove()
  }
}

async function makeFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-template-'))
  const dataDir = join(folder, 'data')
  await placeEmbeddedFiles(dataDir)
  await migrated({ dataDir })
  const archive = join(folder, 'migrated.tar.gz')
  await run('tar', ['-czf', archive, '-C', join(dataDir, 'pglite'), '.'])
  await rm(dataDir, { recursive: true })
  process.env.CONDUIT_TEST_FILES = archive
  return () => rm(folder, { recursive: true, force: true })
}

async function makeDatabase(server) {
  if (server === undefined) return async () => {}
  const name = `conduit_template_${randomBytes(6).toString('hex')}`
  await runOnServer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  await migrated({ url: url.href })
  process.env.CONDUIT_TEST_TEMPLATE = name
  return () => runOnServer(server, `drop database if exists ${name} with (force)`)
}

async function migrated(where) {
  const database = await openDatabase(where)
  await migrate(database)
  await database.close()
}
