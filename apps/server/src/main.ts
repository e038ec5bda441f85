#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { catchStrays } from './catch-strays.ts'
import { reloadOnHangup } from './reload-on-hangup.ts'
import { startServer } from './server.ts'
import { startFault } from './start-fault.ts'

/** Orchestrators kill what has not ended after 30 s. */
const stopMilliseconds = 25_000
/** A reload, and what is judged by whose it is. */
const skip: closeWithGrace.Options['skip'] = ['SIGHUP', 'uncaughtException', 'unhandledRejection']

const tell = (text: string) => void process.stderr.write(`${text}\n`)
const strays = catchStrays()

try {
  const server = await startServer({ env: process.env, cwd: process.cwd() })
  reloadOnHangup(server, tell)
  strays.judgeBy(server)
  let hasFailed = false
  const { close } = closeWithGrace({ delay: stopMilliseconds, logger: false, skip }, async () => {
    await server.stop()
    // What it is told so makes the exit code 1.
    if (hasFailed) throw new Error('the server has failed')
  })
  try {
    const failed = Promise.race([strays.fatal, server.failed])
    await Promise.race([server.started, failed])
    await failed
  } catch (error) {
    tell(startFault(error) ?? 'the server cannot go on; see its log')
    hasFailed = true
    close()
  }
} catch (error) {
  strays.release()
  const fault = startFault(error)
  if (fault === null) throw error
  tell(fault)
  process.exitCode = 1
}
