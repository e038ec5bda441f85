#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { ConfigError } from './config/config-fault.ts'
import { reloadOnHangup } from './reload-on-hangup.ts'
import { startServer } from './server.ts'

const stopMilliseconds = 30_000

try {
  const server = await startServer({ env: process.env, cwd: process.cwd() })
  reloadOnHangup(server, text => void process.stderr.write(`${text}\n`))
  closeWithGrace({ delay: stopMilliseconds, logger: false, skip: ['SIGHUP'] }, async ({ err }) => {
    if (err !== undefined) server.services.logger.fatal({ err }, 'stopping')
    await server.stop()
  })
  await server.started
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
