import { once } from 'node:events'
import { defineCommand } from '../command-line/command.ts'
import { printResult } from '../command-line/run-command-line.ts'
import { formatReport } from '../demo/report.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { printLine } from '../terminal/terminal.ts'

export const demo = defineCommand({
  name: 'demo',
  summary: 'Shows a server at work: every platform sends its recorded deliveries.',
  options: {
    exit: { type: 'boolean', summary: 'Stop after the report, with 1 if not all was met.' },
  },
  async run({ values, terminal, json }) {
    const { cwd, interrupted, stderr } = terminal
    const { bundledAdapters } = await import('@conduit/server')
    const { runDemo } = await import('../demo/run-demo.ts')
    const { server, reports } = await runDemo(bundledAdapters(), cwd, interrupted, line =>
      printLine(stderr, line),
    )
    try {
      const isMet = reports.every(({ differences }) => differences.length === 0)
      const addresses = {
        graphql: `${server.url}/api/v1/graphql`,
        health: `${server.url}/health/ready`,
        metrics: `${server.url}/metrics`,
      }
      const exitCode = isMet ? 0 : 1
      const report = `\n${formatReport(reports, paintFor(terminal))}`
      if (values.exit) return { data: { isMet, platforms: reports }, text: report, exitCode }

      const access = formatTable([
        ['GraphQL', addresses.graphql],
        ['health', addresses.health],
        ['metrics', addresses.metrics],
        ['API key', `${server.apiKey}  (of this demo only)`],
      ])
      const hint = `In another terminal:  export CONDUIT_ADMIN_KEY=${server.apiKey}\n                      conduit controllers list --url ${server.url}`
      const text = [report, '', access, '', hint, '', 'Ctrl-C stops the demo and forgets its data.']
      const data = { isMet, platforms: reports, ...addresses, apiKey: server.apiKey }
      printResult(terminal, { data, text: text.join('\n') }, json)
      if (!interrupted.aborted) await once(interrupted, 'abort')
      return { data: undefined, text: '', exitCode }
    } finally {
      await server.stop()
    }
  },
})
