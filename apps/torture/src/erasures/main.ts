import { readFile, writeFile } from 'node:fs/promises'
import { readRuns, writeRun } from './kept-runs.ts'
import { type ErasuresPlan, erasuresUsage, readErasuresPlan } from './read-erasures-plan.ts'
import { allRows } from './rows.ts'
import { runErasures } from './run-all.ts'
import { faultsOf, renderErasures, renderTable, type Told, withTable } from './table.ts'

// Ended on purpose, so that what it started is taken along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const args = process.argv.slice(2)
if (args.includes('--help')) process.stdout.write(erasuresUsage)
else process.exitCode = await erasures(args)

async function erasures(words: readonly string[]): Promise<number> {
  const plan = understood(words)
  if (plan === null) return 2
  const keep = (told: Told) => {
    if (plan.file !== null) writeRun(plan.file, told)
  }
  const told =
    plan.from.length > 0
      ? await readRuns(plan.from, await allRows())
      : await runErasures(plan, line => process.stderr.write(`${line}\n`), keep)
  process.stdout.write(`\n${renderErasures(told)}`)
  keep(told)
  if (plan.page !== null) {
    const page = await readFile(plan.page, 'utf8')
    await writeFile(plan.page, withTable(page, renderTable(told)))
  }
  return faultsOf(told).length > 0 ? 1 : 0
}

function understood(words: readonly string[]): ErasuresPlan | null {
  try {
    return readErasuresPlan(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${erasuresUsage}`)
    return null
  }
}
