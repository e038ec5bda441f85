#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { reloadOnHangup } from './reload-on-hangup.ts'
import { startServer } from './server.ts'
import { startFault } from './start-fault.ts'

/** Orchestrators kill what has not ended after 30 s. */
const stopMilliseconds = 25_000

const tell = (text: string) => void process.stderr.write(`${text}\n`)
let isRunning = false

try {
  const server = await startServer({ env: process.env, cwd: process.cwd() })
  isRunning = true
  reloadOnHangup(server, tell)
  closeWithGrace({ delay: stopMilliseconds, logger: false, skip: ['SIGHUP'] }, async ({ err }) => {
    if (err !== undefined) server.services.logger.fatal({ err }, 'stopping')
    await server.stop()
  })
  await Promise.race([server.started, server.failed])
  await server.failed
} catch (error) {
  const fault = startFault(error)
  if (fault !== null) tell(fault)
  // One that runs is stopped by what catches everything.
  if (fault === null || isRunning) throw error
  process.exitCode = 1
}
