import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Request, readPlan, usage } from './read-plan.ts'
import { type BenchReport, faultsOf } from './report/bench-report.ts'
import { renderReport } from './report/render-report.ts'
import { summarise } from './report/summarise.ts'
import { runBench } from './run-bench.ts'

// Ended on purpose, so that what it started is taken along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const args = process.argv.slice(2)
if (args.includes('--help')) process.stdout.write(usage)
else process.exitCode = await bench(args)

async function bench(words: readonly string[]): Promise<number> {
  const request = understood(words)
  if (request === null) return 2
  const report = await runBench(request.plan, line => process.stderr.write(`${line}\n`))
  process.stdout.write(`\n${renderReport(report)}`)
  const file = request.file ?? defaultFile(report)
  await mkdir(dirname(file), { recursive: true })
  const content = { ...report, table: summarise(report.measurements), faults: faultsOf(report) }
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`)
  process.stdout.write(`\n${file}\n`)
  return faultsOf(report).length > 0 ? 1 : 0
}

function understood(words: readonly string[]): Request | null {
  try {
    return readPlan(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

function defaultFile({ startedAt }: BenchReport): string {
  const folder = fileURLToPath(new URL('../../results/', import.meta.url))
  return join(folder, `${startedAt.replaceAll(':', '-')}.json`)
}
