import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from '@conduit/local-postgres'
import { root } from '../conventions/projects.mjs'
import { pause, startServer } from './server.mjs'

const postgres = createRequire(join(root, 'packages/db/package.json'))('postgres')

/** What says who has a data directory, now and in older checkouts. */
const lockFile = /conduit\.(pid|\d+\.lock)$/

/** No probe takes as long, even where it has to start servers on a busy machine. */
const secondsEach = 240

/**
 * Runs probes against a built checkout, one after the other. Those that harm nobody share a server;
 * one that did not hold may have harmed it, so the next gets a new one.
 *
 * @param onEnd told of each finding how its probe ended, and how many seconds that took
 */
export async function runProbes(findings, checkout, onEnd) {
  const folders = []
  const databases = databaseServer()
  let onPostgres
  let embedded
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'conduit-findings-'))
    folders.push(folder)
    return folder
  }
  const context = {
    checkout,
    newFolder,
    postgres: databases.make,
    skip: why => ({ skipped: why }),
    /** A server that probes share: on PostgreSQL, or embedded where there is none. */
    async usual() {
      onPostgres ??= await startOnPostgres(checkout, newFolder(), await databases.make())
      return onPostgres ?? (await context.embedded())
    },
    /** One on its embedded database, which the checkout has made itself. */
    async embedded() {
      if (embedded === undefined) {
        const folder = newFolder()
        embedded = { ...(await startServer({ checkout, folder })), folder }
      }
      return embedded
    },
    /** A folder with a copy of its data, as whoever takes a snapshot of a disk makes one. */
    async copyOfEmbedded({ withLock }) {
      const { folder, child } = await context.embedded()
      const copy = newFolder()
      const isTaken = path => !/\.socket$/.test(path) && (withLock || !lockFile.test(path))
      child.kill('SIGSTOP')
      try {
        const options = { recursive: true, verbatimSymlinks: true, filter: isTaken }
        cpSync(join(folder, '.conduit'), join(copy, '.conduit'), options)
      } finally {
        child.kill('SIGCONT')
      }
      return copy
    },
  }
  const stopShared = async () => {
    const servers = [onPostgres, embedded].filter(server => server != null)
    onPostgres = undefined
    embedded = undefined
    await Promise.all(servers.map(({ stop }) => stop()))
  }
  try {
    for (const finding of findings) {
      const started = Date.now()
      const result = await resultOf(finding.probe, context)
      onEnd(finding, result, (Date.now() - started) / 1000)
      if (result.verdict === 'FAILED') await stopShared()
    }
  } finally {
    await stopShared()
    await databases.end()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function startOnPostgres(checkout, folder, url) {
  if (url === null) return null
  const env = { DATABASE_URL: url, CONDUIT_MASTER_KEY: randomBytes(32).toString('base64') }
  return await startServer({ checkout, folder, env })
}

async function resultOf(name, context) {
  const { default: probe } = await import(`./probes/${name}.mjs`)
  try {
    const late = pause(secondsEach * 1000).then(() => `it did not end in ${secondsEach} s`)
    const found = await Promise.race([probe(context), late])
    if (found === null) return { verdict: 'held' }
    if (typeof found === 'string') return { verdict: 'FAILED', why: found }
    return { verdict: 'skipped', why: found.skipped }
  } catch (error) {
    return { verdict: 'FAILED', why: String(error.message ?? error) }
  }
}

/** Databases of their own on the PostgreSQL server of tests; they are gone at the end. */
function databaseServer() {
  let found
  const made = []
  const run = async (url, text) => {
    const sql = postgres(url, { max: 1, onnotice: () => undefined })
    try {
      await sql.unsafe(text)
    } finally {
      await sql.end()
    }
  }
  return {
    /** @returns null: there is no server */
    async make() {
      found ??= await findPostgres()
      if (found === null) return null
      const name = `conduit_finding_${randomBytes(6).toString('hex')}`
      await run(found.url, `create database ${name}`)
      made.push(name)
      const url = new URL(found.url)
      url.pathname = `/${name}`
      return url.href
    },
    async end() {
      for (const name of made) await run(found.url, `drop database ${name} with (force)`)
      await found?.stop()
    },
  }
}
