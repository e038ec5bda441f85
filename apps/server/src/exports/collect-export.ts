import { addToExport, type Collection, openCollection, postponeExport } from '@conduit/db/exports'
import type { Services } from '../services.ts'
import { askPlatform, isWaiting } from './ask-platform.ts'
import { collectRecords, hasMoreRecords } from './collect-records.ts'
import { piecesOf } from './pieces.ts'
import { summarise } from './summarise.ts'

/** A copy to collect. */
export interface ExportJob {
  readonly controllerId: string
  readonly id: string
}

/** A job that takes longer is given up by the queue. */
const longestRun = 600_000

/**
 * Collects a copy of a person's data: asks each platform that is due, then adds what is on record, and
 * sums it up. What was collected is kept, so whoever comes next goes on from there; of two that collect the
 * same copy one stops.
 *
 * @returns in how many seconds there is more to do; null: there is not
 * @throws {ConduitError} `unavailable`
 */
export async function collectExport(
  services: Services,
  ref: ExportJob,
): Promise<{ readonly afterSeconds: number } | null> {
  const { administration, clock, elapsed } = services
  const end = elapsed() + longestRun
  const isTime = () => elapsed() < end
  const opened = await openCollection(administration, ref)
  if (opened === null) return null
  const asked = await askPlatforms(services, opened, isTime)
  if (asked === null) return null
  const next = nextTime(asked, clock())
  if (next !== null) {
    await postponeExport(administration, asked, next)
    return { afterSeconds: Math.max(Math.ceil((next.getTime() - clock().getTime()) / 1_000), 0) }
  }
  const whole = await addRecords(services, asked, isTime)
  if (whole === null) return null
  if (whole.sources.some(each => hasMoreRecords(whole, each.integrationId)))
    return { afterSeconds: 0 }
  const summary = Buffer.from(JSON.stringify(await summarise(services, whole)))
  await addToExport(administration, whole, { kind: 'summary', things: [piecesOf(summary)] })
  return null
}

async function askPlatforms(
  services: Services,
  collection: Collection,
  isTime: () => boolean,
): Promise<Collection | null> {
  let current: Collection | null = collection
  for (const source of collection.sources) {
    if (current === null || !isTime()) return current
    if (isWaiting(source, services.clock()))
      current = await askPlatform(services, current, source.integrationId, isTime)
  }
  return current
}

/** When the first of those that wait is due; null: none waits. */
function nextTime({ sources, until }: Collection, now: Date): Date | null {
  const times = sources
    .filter(({ outcome }) => outcome === 'waiting')
    .map(({ nextTryAt }) => (nextTryAt ?? now).getTime())
  if (times.length === 0) return null
  return new Date(Math.max(Math.min(...times, until.getTime()), now.getTime()))
}

async function addRecords(
  services: Services,
  collection: Collection,
  isTime: () => boolean,
): Promise<Collection | null> {
  let current: Collection | null = collection
  for (const { integrationId } of collection.sources) {
    if (current === null) return null
    current = await collectRecords(services, current, integrationId, isTime)
  }
  return current
}
