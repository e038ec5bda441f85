import { writeFile } from 'node:fs/promises'
import { type Plan, readPlan, usage } from './read-plan.ts'
import { render } from './report/render.ts'
import { faultsOf } from './report/result.ts'
import { runTorture } from './run-torture.ts'

// Ended on purpose, so that what it started is taken along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const args = process.argv.slice(2)
if (args.includes('--help')) process.stdout.write(usage)
else process.exitCode = await torture(args)

async function torture(words: readonly string[]): Promise<number> {
  const plan = understood(words)
  if (plan === null) return 2
  const results = await runTorture(plan, line => process.stderr.write(`${line}\n`))
  process.stdout.write(`\n${render(results)}`)
  const told = results.map(result => ({ ...result, faults: faultsOf(result) }))
  if (plan.file !== null) await writeFile(plan.file, `${JSON.stringify(told, null, 2)}\n`)
  return told.some(({ faults }) => faults.length > 0) ? 1 : 0
}

function understood(words: readonly string[]): Plan | null {
  try {
    return readPlan(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}
