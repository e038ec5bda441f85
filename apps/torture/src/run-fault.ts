import { setTimeout as pause } from 'node:timers/promises'
import { count } from './count/count.ts'
import type { Fault, Struck } from './faults/fault.ts'
import type { Load, LoadResult } from './load/load.ts'
import { type Cluster, startCluster } from './parts/cluster.ts'
import { hasRedis } from './parts/redis.ts'
import { mountSmall } from './parts/tmpfs.ts'
import type { Measured, Result } from './report/result.ts'
import { embeddedScene, type Kind, postgresScene, type Scene } from './scene/scene.ts'

/** Where faults happen. */
export interface Ground {
  /** The cluster of this run; made when it is first asked for. */
  readonly cluster: () => Promise<Cluster>
  /** A folder that is this fault's alone. */
  readonly folder: string
  /** How long webhooks arrive before a fault, and after it is over. */
  readonly seconds: number
  /** Whether a late recovery is a fault. */
  readonly isTimed: boolean
}

const longestRecovery = 30_000

/** Has one fault happen under load, and counts. Fails only where the ground itself does. */
export async function runFault(fault: Fault, on: Kind, ground: Ground): Promise<Result> {
  const about = { fault: fault.id, what: fault.what, on, isTimed: ground.isTimed }
  try {
    if (fault.needs?.().redis === true && !(await hasRedis()))
      return { ...about, skipped: 'there is no redis-server on this machine', findings: [] }
    if (on === 'pglite') return { ...about, ...(await onEmbedded(fault, ground)) }
    if (fault.diskBytes === undefined)
      return { ...about, ...(await onCluster(fault, await ground.cluster(), ground)) }
    return { ...about, ...(await onSmallDisk(fault, fault.diskBytes, ground)) }
  } catch (error) {
    return {
      ...about,
      findings: [`not finished: ${error instanceof Error ? error.message : error}`],
    }
  }
}

type Outcome = Pick<Result, 'measured' | 'findings' | 'notes' | 'skipped'>

async function onEmbedded(fault: Fault, ground: Ground): Promise<Outcome> {
  const scene = await embeddedScene(ground.folder, fault.needs?.() ?? {})
  return await play(scene, () => struckBy(fault.pglite?.(scene)), ground)
}

async function onCluster(fault: Fault, cluster: Cluster, ground: Ground): Promise<Outcome> {
  const scene = await postgresScene(cluster, ground.folder, fault.needs?.() ?? {})
  return await play(scene, () => struckBy(fault.postgres?.(scene)), ground)
}

async function onSmallDisk(fault: Fault, bytes: number, ground: Ground): Promise<Outcome> {
  const disk = `${ground.folder}-disk`
  const unmount = await mountSmall(disk, bytes)
  if (unmount === null) return { skipped: 'this account may not mount a small disk', findings: [] }
  try {
    const cluster = await startCluster(disk)
    return await onCluster(fault, cluster, ground).finally(cluster.close)
  } finally {
    await unmount()
  }
}

async function struckBy(struck: Promise<Struck> | undefined): Promise<Struck> {
  if (struck === undefined) throw new Error('there is no such fault here')
  return await struck
}

async function play(
  scene: Scene,
  strike: () => Promise<Struck>,
  { seconds }: Ground,
): Promise<Outcome> {
  const { load } = scene
  let seen: Pick<Measured, 'recoveryMs'> & Pick<Result, 'findings' | 'notes'>
  try {
    load.start()
    await pause(seconds * 1000)
    const struck = await strike()
    const { findings, notes = [] } = struck
    seen = { findings, notes, recoveryMs: await recoveryOf(load, struck) }
    await pause(seconds * 1000)
  } finally {
    await load.drain()
    await scene.close()
  }
  const result = load.result()
  const counted = await count(scene.read, result)
  const { recoveryMs, ...told } = seen
  const startMs = Math.round(Math.max(...scene.servers.map(server => server.startedIn())))
  return { measured: { ...sentOf(result), ...counted, startMs, recoveryMs }, ...told }
}

async function recoveryOf(load: Load, { goneAt }: Struck): Promise<number | null> {
  const at = await load.firstOk(goneAt, longestRecovery)
  return at === null ? null : Math.round(at - goneAt)
}

function sentOf({ sent, acknowledged, statuses, longestWait }: LoadResult) {
  const sorted = [...statuses].toSorted(([a], [b]) => b - a)
  return {
    sent: sent.length,
    acknowledged: acknowledged.length,
    statuses: Object.fromEntries(
      sorted.map(([status, times]) => [status === 0 ? 'none' : String(status), times]),
    ),
    longestWaitMs: Math.round(longestWait),
  }
}
