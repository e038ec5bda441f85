import { isConduitError, isPlatformError, type PlatformError } from '@conduit/core'
import { pauseLeft } from '@conduit/core/host'
import { type IntegrationNode, listIntegrations } from '@conduit/db'
import { addToExport, type CollectedSource, type Collection, recordsAt } from '@conduit/db/exports'
import { type ClosedReason, type OpenedPlatform, openPlatform } from '../platforms/open-platform.ts'
import type { Services } from '../services.ts'
import { findObjects } from './find-objects.ts'
import { mostObjects } from './pieces.ts'
import { type ReadObject, readObject } from './read-object.ts'

/** How often a platform that fails is asked in all, and how long it is left alone in between, in seconds. */
const mostTries = 5
const firstPause = 30
const longestPause = 3_600

/** An integration of a copy, as it is asked. */
interface Asked {
  readonly services: Services
  readonly integrationId: string
  readonly platform: OpenedPlatform
}

type Changes = Partial<Omit<CollectedSource, 'controllerId' | 'exportId' | 'integrationId'>>

/**
 * Asks one integration of a copy: what it has of the person, then each object. What fails is noted, and
 * may be tried again later.
 *
 * @param isTime false: what is left comes at another time
 * @returns null: somebody else collects the copy, or it has ended
 * @throws {ConduitError} `unavailable`
 */
export async function askPlatform(
  services: Services,
  collection: Collection,
  integrationId: string,
  isTime: () => boolean,
): Promise<Collection | null> {
  const { store, clock, administration } = services
  const ref = { controllerId: collection.row.controllerId, id: integrationId }
  const node = await integrationNode(services, ref)
  const platform = node === null ? 'removed' : await openPlatform(services, node, 'export')
  if (typeof platform === 'string')
    return await leaveClosed(services, collection, integrationId, platform)
  // Whoever asks, the platform's pause comes first.
  const left = pauseLeft(await store.queue.lastReport(ref), clock())
  if (left > 0) {
    const source = { nextTryAt: secondsFrom(clock(), left) }
    return await addToExport(administration, collection, { integrationId, source })
  }
  const asked = { services, integrationId, platform }
  let current: Collection | null = collection
  while (current !== null && isTime() && isWaiting(sourceOf(current, integrationId), clock()))
    current = await step(asked, current, sourceOf(current, integrationId))
  return current
}

/** Is there something to ask now? */
export function isWaiting({ outcome, nextTryAt }: CollectedSource, now: Date): boolean {
  return outcome === 'waiting' && (nextTryAt === null || nextTryAt <= now)
}

/** The integration of a copy. @throws {TypeError} it has none such */
export function sourceOf({ sources }: Collection, integrationId: string): CollectedSource {
  const source = sources.find(each => each.integrationId === integrationId)
  if (source === undefined) throw new TypeError('a copy without this integration')
  return source
}

/** An integration, removed or not; null: there is none. */
export async function integrationNode(
  { database }: Services,
  { controllerId, id }: { readonly controllerId: string; readonly id: string },
): Promise<IntegrationNode | null> {
  const filter = { controllerIds: [controllerId], ids: [id], withRemoved: true }
  const { edges } = await listIntegrations(database, filter, { first: 1 })
  return edges[0]?.node ?? null
}

async function leaveClosed(
  { administration, database }: Services,
  collection: Collection,
  integrationId: string,
  reason: ClosedReason,
): Promise<Collection | null> {
  const { isIncluded } = sourceOf(collection, integrationId)
  const { controllerId, members } = collection.row
  const left = isIncluded ? 0 : await recordsAt(database, controllerId, members, integrationId)
  const source = { outcome: 'cannot_be_read' as const, reason, recordsLeftOut: left }
  return await addToExport(administration, collection, { integrationId, source })
}

async function step(
  asked: Asked,
  collection: Collection,
  source: CollectedSource,
): Promise<Collection | null> {
  if (source.targets === null) return await find(asked, collection, source)
  const others = collection.sources.reduce((sum, each) => sum + each.asked, 0)
  const target = others < mostObjects ? source.targets[source.asked] : undefined
  if (target === undefined) return await settle(asked, collection, source)
  return await read(asked, collection, source, target)
}

async function find(
  asked: Asked,
  collection: Collection,
  source: CollectedSource,
): Promise<Collection | null> {
  const { services, platform } = asked
  const found = await attempt(() =>
    findObjects(services.keyring, collection, platform, source.isIncluded),
  )
  if ('error' in found) return await noteFailure(asked, collection, source, found.error)
  const { isAsked, isOwn, references } = found.done
  return await note(asked, collection, {
    ...{ targets: references.slice(0, mostObjects), found: references.length, tries: 0 },
    ...{ isIncluded: source.isIncluded || isOwn, nextTryAt: null },
    reason: isAsked ? null : 'nothing_to_ask_by',
  })
}

async function read(
  asked: Asked,
  collection: Collection,
  source: CollectedSource,
  target: NonNullable<CollectedSource['targets']>[number],
): Promise<Collection | null> {
  const got = await readObject(asked.platform, target, collection.row)
  if (got.error !== null) return await noteFailure(asked, collection, source, got.error, got)
  return await add(asked, collection, source, got, {
    asked: source.asked + 1,
    tries: 0,
    nextTryAt: null,
  })
}

/** Adds what was read of an object. */
async function add(
  { services, integrationId }: Asked,
  collection: Collection,
  { documents, leftOut }: CollectedSource,
  got: Pick<ReadObject, 'things' | 'leftOut'>,
  changes: Changes,
): Promise<Collection | null> {
  return await addToExport(services.administration, collection, {
    ...{ things: got.things, integrationId },
    source: {
      ...{ documents: documents + got.things.length, leftOut: leftOut + got.leftOut },
      ...changes,
    },
  })
}

/** All that was found was asked for, or no more may be. */
async function settle(
  asked: Asked,
  collection: Collection,
  source: CollectedSource,
): Promise<Collection | null> {
  const { controllerId, members } = collection.row
  const { database } = asked.services
  const { isIncluded, documents, reason } = source
  const leftOut = source.leftOut + source.found - source.asked
  const recordsLeftOut = isIncluded
    ? 0
    : await recordsAt(database, controllerId, members, asked.integrationId)
  const isRead = documents + leftOut > 0
  const outcome = isRead ? 'read' : recordsLeftOut > 0 ? 'left_out' : 'nothing_found'
  return await note(asked, collection, {
    ...{ outcome, leftOut, recordsLeftOut, targets: [] },
    reason: outcome === 'left_out' ? 'not_proven' : reason,
  })
}

/** What an adapter does, or what it failed with. @throws {ConduitError} `unavailable` */
async function attempt<Done>(
  work: () => Promise<Done>,
): Promise<{ readonly done: Done } | { readonly error: unknown }> {
  try {
    return { done: await work() }
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    return { error }
  }
}

async function noteFailure(
  asked: Asked,
  collection: Collection,
  source: CollectedSource,
  error: unknown,
  got: Pick<ReadObject, 'things' | 'leftOut'> = { things: [], leftOut: 0 },
): Promise<Collection | null> {
  const { tries, isIncluded } = source
  const { clock, adapters, database } = asked.services
  const count = tries + 1
  if (isPlatformError(error) && error.code !== 'auth_failed' && count < mostTries) {
    const nextTryAt = secondsFrom(clock(), pauseAfter(error, count))
    return await note(asked, collection, { tries: count, nextTryAt })
  }
  const { adapter } = asked.platform.integration.stored
  if (!isPlatformError(error)) adapters.get(adapter)?.receiver.onFailure({ step: 'export', error })
  const { controllerId, members } = collection.row
  // Nobody asks again: what was read stays.
  return await add(asked, collection, source, got, {
    ...{ outcome: 'failed', tries: count, nextTryAt: null, targets: [] },
    reason: isPlatformError(error) ? error.code : 'adapter_failed',
    ...(!isIncluded && {
      recordsLeftOut: await recordsAt(database, controllerId, members, asked.integrationId),
    }),
  })
}

/** Seconds: as long as the platform asks, and twice as long each time. */
function pauseAfter({ retryAfterSeconds }: PlatformError, count: number): number {
  const own = Math.min(firstPause * 2 ** (count - 1), longestPause)
  return Math.max(retryAfterSeconds ?? 0, own)
}

function secondsFrom(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1_000)
}

async function note(
  { services, integrationId }: Asked,
  collection: Collection,
  source: Changes,
): Promise<Collection | null> {
  return await addToExport(services.administration, collection, { integrationId, source })
}
