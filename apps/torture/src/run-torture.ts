import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from './parts/cluster.ts'
import type { Plan } from './read-plan.ts'
import { faultsOf, type Result } from './report/result.ts'
import { runFault } from './run-fault.ts'

/**
 * Has all faults of a plan happen, one after the other.
 *
 * @param tell is told what goes on
 */
export async function runTorture(
  { runs, seconds, isTimed }: Pick<Plan, 'runs' | 'seconds' | 'isTimed'>,
  tell: (line: string) => void,
): Promise<readonly Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-torture-'))
  const remove = () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  process.once('exit', remove)
  // PostgreSQL runs under an account of its own, which has to get through.
  await chmod(folder, 0o711)
  let started: Promise<Cluster> | undefined
  const cluster = () => {
    started ??= startCluster(folder)
    return started
  }
  try {
    const results: Result[] = []
    for (const { fault, on } of runs) {
      const own = join(folder, `${fault.id}-${on}`)
      const result = await runFault(fault, on, { cluster, folder: own, seconds, isTimed })
      const faults = faultsOf(result)
      tell(`${fault.id} on ${on}: ${faults.length === 0 ? 'fine' : faults.join(', ')}`)
      results.push(result)
    }
    return results
  } finally {
    await (await started)?.close()
    process.off('exit', remove)
    remove()
  }
}
