import { once } from 'node:events'
import { defineCommand } from '../command-line/command.ts'
import { printResult } from '../command-line/run-command-line.ts'
import { printLine } from '../terminal/terminal.ts'
import { tellingFaults } from './server-faults.ts'

export const start = defineCommand({
  name: 'start',
  summary: 'Runs the server until Ctrl-C. It is configured by environment and file.',
  async run({ terminal, json }) {
    const { env, cwd, interrupted } = terminal
    const { catchStrays, reloadOnHangup, startServer } = await import('@conduit/server')
    const strays = catchStrays()
    const output = json ? terminal.stderr : terminal.stdout
    const server = await tellingFaults(() =>
      startServer({
        env,
        cwd,
        logStream: output,
        print: line => printLine(output, line),
      }),
    ).catch(error => {
      strays.release()
      throw error
    })
    strays.judgeBy(server)
    const ignoreHangup = reloadOnHangup(server, text => printLine(terminal.stderr, text))
    try {
      const text = `Conduit listens at ${server.url}`
      printResult(terminal, { data: { url: server.url }, text }, json)
      const interruption = interrupted.aborted ? null : once(interrupted, 'abort')
      const failure = tellingFaults(() => Promise.race([server.failed, strays.fatal]))
      await Promise.race([interruption, failure, tellingFaults(() => server.started)])
      await Promise.race([interruption, failure])
    } finally {
      await server.stop()
      ignoreHangup()
      strays.release()
    }
    return { data: undefined, text: '' }
  },
})
